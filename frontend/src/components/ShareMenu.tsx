import { useQueryClient } from "@tanstack/react-query";

import { comparisonOf, formatFilters, goTo, REPORTS, type Filters } from "../address";
import { getGetDashboardUrl } from "../api/client";
import type { Filters as ResolvedFilters } from "../api/model";
import { pinFilters, rollFilters, type ShownFilters } from "../filters";
import { printPage } from "../printing";
import { parametersOf } from "../rows";
import { CopyLink } from "./CopyLink";
import { FileLink } from "./Files";
import { Popover } from "./Popover";

interface Props {
  filters: Filters;
  shown: ShownFilters;
  /** Filters as the server resolved them; undefined until it has answered. */
  resolved: ResolvedFilters | undefined;
}

/** Links to what is seen, and files of it. */
export function ShareMenu({ filters, shown, resolved }: Props) {
  const client = useQueryClient();
  const rolling = rollFilters(filters, shown);
  const pinned = pinFilters(filters, shown);
  const asked = resolved && parametersOf({ ...resolved, ...comparisonOf(shown.question) });
  const addressAs = (format: "csv" | "xlsx") => asked && getGetDashboardUrl({ ...asked, format });
  return (
    <Popover label="Share" className="control-end" icon="save" value="Share" isItsOwnName>
      {(close) => (
        <ul className="choices">
          {rolling && (
            <li>
              <Link filters={rolling} label="Copy link">
                {`rolls on: always ${shown.preset?.label.toLowerCase() ?? ""}`}
              </Link>
            </li>
          )}
          <li>
            <Link filters={pinned} label="Copy link to exactly these days" />
          </li>
          <li>
            <FileLink label="Excel" address={addressAs("xlsx")} className="choice">
              all numbers and charts of calls
            </FileLink>
          </li>
          <li>
            <FileLink label="CSV" address={addressAs("csv")} className="choice" />
          </li>
          <li>
            <a className="choice" data-choice href={REPORTS} onClick={close}>
              Send by e-mail …
            </a>
          </li>
          <li>
            <button
              type="button"
              className="choice"
              data-choice
              onClick={() => {
                close();
                void printPage(() => client.isFetching() > 0);
              }}
            >
              Print or save as PDF
            </button>
          </li>
        </ul>
      )}
    </Popover>
  );
}

function Link({
  filters,
  label,
  children,
}: {
  filters: Filters;
  label: string;
  children?: string;
}) {
  return (
    <CopyLink
      label={label}
      note={children}
      link={location.origin + location.pathname + formatFilters(filters)}
      onRefused={() => {
        goTo(filters, "replace");
      }}
    />
  );
}
