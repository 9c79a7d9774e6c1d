import { useState } from "react";

import type { Filters } from "../address";
import { getPreviewReportUrl, useListRecipients } from "../api/client";
import type { Report } from "../api/model";
import { Failure } from "../components/Failure";
import { PanelDialog } from "../components/PanelDialog";
import { useStart } from "../context";
import { formatDay } from "../format";
import type { Organization } from "../start";
import { findView, useViews } from "../views";
import { ReportForm } from "./ReportForm";
import {
  sayLast,
  sayRecipients,
  saySchedule,
  useChangingReports,
  useReports,
  type Draft,
} from "./reports";
import "../styles/reports.css";

interface Props {
  filters: Filters;
  organization: Organization | undefined;
}

/** What goes out by e-mail: the reader's reports, and one more. */
export function ReportsDialog({ filters, organization }: Props) {
  const { sends_mail } = useStart();
  return (
    <PanelDialog name="reports" title="Reports by e-mail">
      {sends_mail ? (
        <Reports filters={filters} organization={organization} />
      ) : (
        <p className="note">
          This service sends no e-mail yet. Whoever runs it can name a mail server (EMAIL_URL).
        </p>
      )}
    </PanelDialog>
  );
}

function Reports({ filters, organization }: Props) {
  const { user } = useStart();
  const { data, error, refetch } = useReports(organization?.id);
  const members = useListRecipients({ org_id: organization?.id });
  const views = useViews(organization?.id, true);
  const { add, edit, ...changing } = useChangingReports(organization?.id);
  const [edited, setEdited] = useState<Report | "new" | null>(null);
  const reports = data?.results;
  const own = organization?.timezone ?? "UTC";
  const shown = findView(filters, views) ?? undefined;
  const draft: Draft =
    edited && edited !== "new"
      ? { ...draftOf(edited), timezone: edited.timezone ?? own }
      : {
          view_id: shown?.id ?? null,
          name: "",
          days: "monday",
          hour: 8,
          timezone: own,
          recipients: user.email,
        };
  const reader = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const stop = () => {
    setEdited(null);
  };
  if (error) return <Failure error={error} what="Your reports" onRetry={() => void refetch()} />;
  if (!reports || !views) return <p role="status">Fetching your reports …</p>;
  if (edited) {
    return (
      <ReportForm
        title={edited === "new" ? "One more report" : `Change ${edited.view_name}`}
        draft={draft}
        views={views}
        members={members.data ?? []}
        zones={[...new Set([own, reader, draft.timezone])]}
        refusal={changing.refusal}
        isBusy={changing.isBusy}
        onCancel={stop}
        onSave={async (written) => {
          const saved =
            edited === "new" ? await add(written, filters) : await edit(edited, written, filters);
          if (saved) stop();
        }}
      />
    );
  }
  return (
    <>
      <p className="note">
        A saved view, mailed with its numbers and a workbook. Whole days only; it names no
        candidate.
      </p>
      {changing.refusal[""] && (
        <p className="field-fault" role="alert">
          {changing.refusal[""]}
        </p>
      )}
      <ul className="report-list">
        {reports.map((report) => (
          <ReportItem
            key={report.id}
            report={report}
            {...changing}
            onEdit={() => {
              setEdited(report);
            }}
          />
        ))}
      </ul>
      {!reports.length && <p className="note">None of yours yet.</p>}
      <p>
        <button
          type="button"
          className="primary"
          onClick={() => {
            setEdited("new");
          }}
        >
          New report
        </button>
      </p>
    </>
  );
}

const draftOf = ({ view_id, days, hour, recipients }: Report) => ({
  view_id,
  name: "",
  days,
  hour,
  recipients: recipients.join(", "),
});

interface ItemProps extends Omit<ReturnType<typeof useChangingReports>, "add" | "edit"> {
  report: Report;
  onEdit: () => void;
}

function ReportItem({ report, isBusy, send, pause, remove, onEdit }: ItemProps) {
  const { user } = useStart();
  const [said, setSaid] = useState("");
  const [isSure, setIsSure] = useState(false);
  const { view_name, recipients, stopped, next_due, last } = report;
  return (
    <li className="report">
      <h3>{view_name}</h3>
      <p>
        {saySchedule(report)}, {sayRecipients(recipients.length)}
        {next_due ? `; next on ${formatDay(next_due.slice(0, 10))}` : "; paused"}.
      </p>
      <p className="muted">{recipients.join(", ")}</p>
      {stopped.length > 0 && <p className="muted">Asked for no more: {stopped.join(", ")}.</p>}
      {last && <p className={last.failed ? "field-fault" : "muted"}>{sayLast(last)}</p>}
      <div className="report-tools">
        <a className="link" href={getPreviewReportUrl(report.id)} target="_blank" rel="noreferrer">
          Preview
        </a>
        {user.email && (
          <button
            type="button"
            className="link"
            disabled={isBusy}
            onClick={() => {
              void send(report).then((isSent) => {
                setSaid(isSent ? `Sent to ${user.email}` : "");
              });
            }}
          >
            Send me one now
          </button>
        )}
        <button type="button" className="link" disabled={isBusy} onClick={onEdit}>
          Change
        </button>
        <button type="button" className="link" disabled={isBusy} onClick={() => void pause(report)}>
          {report.is_paused ? "Resume" : "Pause"}
        </button>
        <button
          type="button"
          className="link"
          disabled={isBusy}
          onClick={() => {
            if (isSure) void remove(report);
            else setIsSure(true);
          }}
        >
          {isSure ? "Really delete it" : "Delete"}
        </button>
        <span role="status">{said}</span>
      </div>
    </li>
  );
}
