import type { ReactNode } from "react";

import { parametersOf } from "../rows";
import { Popover } from "./Popover";

interface Props<Parameters> {
  /** What is in the files, as the page calls it. */
  label: string;
  /** Filters as the server resolved them; undefined until it has answered. */
  filters: object | undefined;
  /** The generated client's address of the endpoint that answered. */
  addressOf: (parameters: Parameters) => string;
  /** Files that the page makes itself; `close` closes the menu. */
  children?: (close: () => void) => ReactNode;
}

/** A menu of the files of the same numbers: those of the server, and pictures. */
export function Files<Parameters>({ label, filters, addressOf, children }: Props<Parameters>) {
  const addressAs = (format: "csv" | "xlsx") =>
    filters && addressOf({ ...parametersOf(filters), format } as Parameters);
  const fileLink = (what: string, of: string, format: "csv" | "xlsx") => (
    <FileLink label={what} of={of} address={addressAs(format)} className="choice" />
  );
  return (
    <Popover look="tool" icon="save" label={`Download ${label}`} className="tools-menu">
      {(close) => (
        <ul className="choices">
          <li>{fileLink("Excel", `Save ${label} as Excel workbook`, "xlsx")}</li>
          <li>{fileLink("CSV", `Save ${label} as CSV`, "csv")}</li>
          {children?.(close)}
        </ul>
      )}
    </Popover>
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
      data-choice
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
