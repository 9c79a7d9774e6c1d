// Reports by e-mail: which there are, when they go out, and how they are changed.
import { useRef } from "react";

import {
  createReport,
  createView,
  deleteReport,
  getListReportsQueryKey,
  getListViewsQueryKey,
  sendReport,
  updateReport,
  useListReports,
} from "../api/client";
import type { LastTime, Report, ReportDays, SavedView } from "../api/model";
import type { Filters } from "../address";
import { formatCount, formatHour, formatShortDay, formatWeekday } from "../format";
import { useChanging } from "../keeping/changing";
import { parametersOfView } from "../views";

/** As many as the server lists at once. */
const MOST = 1000;

/** The user's reports of an organisation. */
export function useReports(org_id: number | undefined) {
  return useListReports({ org_id, page_size: MOST }, { query: { enabled: org_id !== undefined } });
}

/** What is asked of a report; without a view what the page shows is kept under a name first. */
export interface Draft {
  view_id: number | null;
  name: string;
  days: ReportDays;
  hour: number;
  timezone: string;
  recipients: string;
}

export const WEEKDAYS: ReportDays[] = [
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
  "sunday",
];

export const DAYS: ReportDays[] = [...WEEKDAYS, "weekdays", "every_day"];

/** On which days, as a choice and at the beginning of a sentence. */
export function sayDays(days: ReportDays): string {
  if (days === "every_day") return "Every day";
  if (days === "weekdays") return "Monday to Friday";
  return `${formatWeekday(WEEKDAYS.indexOf(days) + 1)}s`;
}

/** "Mondays at 8 AM, Europe/Berlin". */
export const saySchedule = ({ days, hour, timezone = "" }: Report) =>
  `${sayDays(days)} at ${formatHour(hour)}, ${timezone}`;

/** Addresses as people write several. */
export const splitAddresses = (text: string) => text.split(/[\s,;]+/).filter(Boolean);

export const sayRecipients = (count: number) =>
  `to ${formatCount(count)} ${count === 1 ? "person" : "people"}`;

/** What became of the last time: "Nov 23: to 3 people", with what went wrong. */
export function sayLast({ due_at, sent, pending, failed, skipped, error }: LastTime): string {
  const parts = [
    sent > 0 && `sent ${sayRecipients(sent)}`,
    pending > 0 && `${formatCount(pending)} still tried`,
    failed > 0 && `${formatCount(failed)} given up`,
    skipped > 0 && `${formatCount(skipped)} left out`,
  ].filter(Boolean);
  return `Last time, ${formatShortDay(due_at.slice(0, 10))}: ${parts.join(", ")}.${error && ` ${error}`}`;
}

const [REPORTS] = getListReportsQueryKey();
const [VIEWS] = getListViewsQueryKey();

/** What can be done with reports. */
export function useChangingReports(org_id: number | undefined) {
  const { change, ...state } = useChanging(REPORTS);
  const views = useChanging(VIEWS);
  const made = useRef<SavedView>(null);

  async function bodyOf({ name, recipients, view_id, ...draft }: Draft, filters: Filters) {
    const view = view_id ?? (await keepView(name, filters));
    return { ...draft, view_id: view, recipients: splitAddresses(recipients) };
  }

  /** A view that is there since a report of it was refused is not made again. */
  async function keepView(name: string, filters: Filters): Promise<number> {
    if (made.current?.name !== name) {
      const parameters = parametersOfView(filters);
      made.current = await createView({ name, parameters }, { org_id });
    }
    return made.current.id;
  }

  return {
    ...state,
    add: (draft: Draft, filters: Filters) =>
      change(async () => createReport(await bodyOf(draft, filters), { org_id })).finally(
        () => void views.change(() => Promise.resolve()),
      ),
    edit: (report: Report, draft: Draft, filters: Filters) =>
      change(async () => updateReport(report.id, await bodyOf(draft, filters))),
    pause: (report: Report) =>
      change(() => updateReport(report.id, { is_paused: !report.is_paused })),
    send: (report: Report) =>
      change(async () => {
        await sendReport(report.id);
        return true;
      }),
    remove: (report: Report) =>
      change(async () => {
        await deleteReport(report.id);
        return true;
      }),
  };
}
