// What tables of calls, applications and reviews show of each row.
import type { ReactNode } from "react";

import type { ApplicationRow, CallRow, ReviewRow, RowKind } from "../api/model";
import {
  formatBoolean,
  formatCount,
  formatDecimal,
  formatDuration,
  formatPercent,
  formatWallClock,
  humanize,
} from "../format";
import { CampaignLink, CandidateName } from "./links";

export type Row = CallRow | ApplicationRow | ReviewRow;

/** What cells need besides their row. */
export interface RowScene {
  /** Cuts a text at what was searched for. */
  split: (text: string) => string[];
  /** Hears of a way to a campaign, which leads away from the rows. */
  onLeave: () => void;
}

export interface RowColumn<Of = Row> {
  id: string;
  label: string;
  /** In rem; names share what is left, and have this at least. */
  width: number;
  isName?: boolean;
  isNumber?: boolean;
  /** What the server calls it where rows can be ordered by it. */
  order?: string;
  /** Null where the row has nothing to say. A method, so that columns of one kind stand for all. */
  cell(row: Of, scene: RowScene): ReactNode;
}

const CANDIDATE: RowColumn = {
  id: "candidate",
  label: "Candidate",
  width: 11,
  isName: true,
  order: "candidate",
  cell: ({ candidate }, { split }) => <CandidateName candidate={candidate} split={split} />,
};
const SOURCE: RowColumn = {
  id: "source",
  label: "Source",
  width: 7,
  cell: ({ candidate }) => candidate?.source && humanize(candidate.source),
};
const CAMPAIGN: RowColumn = {
  id: "campaign",
  label: "Campaign",
  width: 13,
  isName: true,
  order: "campaign",
  cell: ({ campaign }, { split, onLeave }) => (
    <CampaignLink campaign={campaign} split={split} onFollow={onLeave} />
  ),
};
const WHO = [CANDIDATE, SOURCE, CAMPAIGN];

/** A function that makes columns of the fields of rows, by which rows can be ordered, too. */
const fieldsOf =
  <Of,>() =>
  <Name extends keyof Of & string>(
    name: Name,
    label: string,
    width: number,
    format: (value: NonNullable<Of[Name]>) => ReactNode,
    isNumber = false,
  ): RowColumn<Of> => ({
    id: name,
    label,
    width,
    isNumber,
    order: name,
    cell({ [name]: value }) {
      return value === null || value === undefined ? null : format(value);
    },
  });

const ofCall = fieldsOf<CallRow>();
const ofApplication = fieldsOf<ApplicationRow>();
const ofReview = fieldsOf<ReviewRow>();

const onlyYes = (value: boolean) => (value ? formatBoolean(value) : null);

export const COLUMNS: Record<RowKind, RowColumn[]> = {
  calls: [
    ofCall("created", "When", 11, formatWallClock),
    ...WHO,
    ofCall("call_status", "Status", 7, humanize),
    ofCall("call_length_sec", "Length", 5.5, formatDuration, true),
    ofCall("question_completion_rate", "Answered", 5.5, formatPercent, true),
    ofCall("score", "Score", 4.5, formatDecimal, true),
    ofCall("opted_out", "Opted out", 5.5, onlyYes),
    ofCall("withdrawal_reason", "Withdrew", 9, humanize),
    ofCall("accommodation_requested", "Accommodation", 8, onlyYes),
    { id: "external_id", label: "Call", width: 9, cell: (row) => (row as CallRow).external_id },
  ],
  applications: [
    ...WHO,
    ofApplication("attempted_calls", "Calls", 4, formatCount, true),
    ofApplication("max_score", "Best score", 5.5, formatDecimal, true),
    ofApplication("passing_score", "Passing score", 5.5, formatDecimal, true),
    ofApplication("qualified", "Qualified", 5.5, formatBoolean),
    ofApplication("feedback", "Verdict", 7, humanize),
    ofApplication("time_to_first_interview_sec", "First interview after", 7, formatDuration, true),
  ],
  reviews: [
    ofReview("call_last_reviewed_at", "When", 11, formatWallClock),
    ...WHO,
    ofReview("feedback", "Verdict", 7, humanize),
  ],
};

/** The columns in which the server orders rows where nothing else is asked for: newest first. */
export const DEFAULT_ORDERS: Record<RowKind, string | undefined> = {
  calls: "-created",
  applications: undefined,
  reviews: "-call_last_reviewed_at",
};

export const keyOf = (row: Row) =>
  "id" in row ? String(row.id) : `${row.candidate.id} ${row.campaign.id}`;

/** Whether the reader is told who candidates are; unknown callers say nothing about that. */
export const seesPeople = (rows: Row[]) =>
  rows.every(({ candidate }) => candidate?.external_id !== null);

const NOWHERE: RowScene = { split: (text) => [text], onLeave: () => undefined };

/** Whether any row says anything in a column, where there are rows; others are left out. */
export const isSaid = (column: RowColumn, rows: Row[] = []) =>
  rows.length === 0 ||
  rows.some((row) => {
    const cell = column.cell(row, NOWHERE);
    return cell !== null && cell !== undefined;
  });
