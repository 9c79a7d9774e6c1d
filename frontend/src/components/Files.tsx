import { parametersOf } from "../rows";

interface Props<Parameters> {
  /** What is in the files, as the page calls it. */
  label: string;
  /** Filters as the server resolved them; undefined until it has answered. */
  filters: object | undefined;
  /** The generated client's address of the endpoint that answered. */
  addressOf: (parameters: Parameters) => string;
}

/** Links to the server's files of the same numbers. */
export function Files<Parameters>({ label, filters, addressOf }: Props<Parameters>) {
  const addressAs = (format: "csv" | "xlsx") =>
    filters && addressOf({ ...parametersOf(filters), format } as Parameters);
  return (
    <>
      <FileLink label="CSV" of={`Save ${label} as CSV`} address={addressAs("csv")} />
      <FileLink label="Excel" of={`Save ${label} as Excel workbook`} address={addressAs("xlsx")} />
    </>
  );
}

interface LinkProps {
  label: string;
  /** The whole name of a link that stands among others of the same label. */
  of?: string;
  address: string | undefined;
  className?: string;
  /** A few words more. */
  children?: string;
}

export function FileLink({ label, of, address, className = "tool", children }: LinkProps) {
  return (
    <a
      className={className}
      href={address}
      download
      {...(address === undefined && { role: "link", "aria-disabled": true })}
      aria-label={of}
    >
      {label}
      {children && <small>{children}</small>}
    </a>
  );
}
