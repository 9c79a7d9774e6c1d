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
      <FileLink label={`Save ${label} as CSV`} address={addressAs("csv")}>
        CSV
      </FileLink>
      <FileLink label={`Save ${label} as Excel workbook`} address={addressAs("xlsx")}>
        Excel
      </FileLink>
    </>
  );
}

interface LinkProps {
  label: string;
  address: string | undefined;
  children: string;
}

function FileLink({ label, address, children }: LinkProps) {
  return (
    <a
      className="button-small"
      href={address}
      download
      {...(address === undefined && { role: "link", "aria-disabled": true })}
      aria-label={label}
    >
      {children}
    </a>
  );
}
