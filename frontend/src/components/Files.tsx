interface Props {
  /** What is in the files, as the page calls it. */
  label: string;
  /** Where the server has them; undefined until it has answered for these filters. */
  addressOf: ((format: "csv" | "xlsx") => string) | undefined;
}

/** Links to the server's files of the same numbers. */
export function Files({ label, addressOf }: Props) {
  return (
    <>
      <FileLink label={`Save ${label} as CSV`} address={addressOf?.("csv")}>
        CSV
      </FileLink>
      <FileLink label={`Save ${label} as Excel workbook`} address={addressOf?.("xlsx")}>
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
