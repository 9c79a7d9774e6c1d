import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";

import type {
  ApplicationPage,
  ApplicationRow,
  CallPage,
  CallRow,
  Filters,
  ReviewPage,
  ReviewRow,
  RowKind,
} from "../api/model";
import {
  formatBoolean,
  formatCount,
  formatDecimal,
  formatDuration,
  formatWallClock,
} from "../format";
import { request } from "../request";
import { rowsAddress, type RowsQuestion } from "../rows";
import { Failure } from "./Failure";
import { FileLink } from "./Files";
import { Icon } from "./Icon";
import { Nothing } from "./Nothing";

type RowPage = CallPage | ApplicationPage | ReviewPage;
type Row = CallRow | ApplicationRow | ReviewRow;
type Cell = string | null;

interface Props {
  filters: Filters;
  question: RowsQuestion;
  onClose: () => void;
}

/** The rows behind a number, page by page. */
export function RowsDialog({ filters, question, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const address = rowsAddress(filters, question);
  const { data, error, isFetching, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey: ["rows", address],
    queryFn: ({ pageParam, signal }) => request<RowPage>(pageParam, { signal }),
    initialPageParam: address,
    getNextPageParam: (page) => page.next && pathOf(page.next),
  });
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const kind = question.rows;
  const fileAddress = (format: string) => `${address}&format=${format}`;
  const rows = data?.pages.flatMap((page): Row[] => page.results) ?? [];
  const first = data?.pages[0];
  return (
    <dialog ref={dialog} className="rows" aria-labelledby="rows-title" onClose={onClose}>
      <header className="head">
        <h2 id="rows-title">{question.title}</h2>
        <div className="tools">
          <FileLink label="CSV" of={`Save ${question.title} as CSV`} address={fileAddress("csv")} />
          <FileLink
            label="Excel"
            of={`Save ${question.title} as Excel workbook`}
            address={fileAddress("xlsx")}
          />
          <button
            type="button"
            className="quiet"
            aria-label="Close"
            onClick={() => {
              dialog.current?.close();
            }}
          >
            <Icon name="close" />
          </button>
        </div>
      </header>
      <p role="status" className="note">
        {first
          ? `${formatCount(first.count ?? 0)} ${kind}, of ${formatCount(first.candidates ?? 0)} different candidates`
          : "Fetching the rows …"}
      </p>
      {error && <Failure error={error} what="The rows" onRetry={() => void refetch()} />}
      {/* A region that scrolls has to be reached by keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="rows-table" tabIndex={0} role="group" aria-label={`${question.title}: rows`}>
        <table>
          <thead>
            <tr>
              {COLUMNS[kind].map((column) => (
                <th scope="col" key={column}>
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={keyOf(row)}>
                {cellsOf(row).map((cell, index) => (
                  <td key={COLUMNS[kind][index]}>{cell ?? <Nothing />}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {hasNextPage && (
        <button
          type="button"
          className="tool"
          disabled={isFetching}
          onClick={() => void fetchNextPage()}
        >
          Show more
        </button>
      )}
    </dialog>
  );
}

/** The server names itself in the address of the next page; the browser knows it by another name
 * where a proxy is in between. */
function pathOf(address: string): string {
  const { pathname, search } = new URL(address, location.href);
  return pathname + search;
}

const COLUMNS: Record<RowKind, string[]> = {
  calls: [
    "When",
    "Call",
    "Candidate",
    "Campaign",
    "Status",
    "Length",
    "Questions answered",
    "Score",
    "Notes",
  ],
  applications: [
    "Candidate",
    "Campaign",
    "Best score",
    "Passing score",
    "Qualified",
    "Verdict",
    "First interview after",
  ],
  reviews: ["When", "Candidate", "Campaign", "Verdict"],
};

const keyOf = (row: Row) =>
  "id" in row ? String(row.id) : `${row.candidate.id} ${row.campaign.id}`;

const say = (word: string | null) => word?.replaceAll("_", " ") ?? null;
const orNull = (value: number | null, format: (value: number) => string) =>
  value === null ? null : format(value);

function cellsOf(row: Row): Cell[] {
  const candidate = row.candidate?.external_id ?? "unknown caller";
  const campaign = row.campaign.name || row.campaign.external_id;
  if ("call_status" in row) {
    const notes = [
      row.opted_out && "opted out",
      row.withdrawal_reason && `withdrew: ${say(row.withdrawal_reason) ?? ""}`,
      row.accommodation_requested && "asked for an accommodation",
    ];
    return [
      formatWallClock(row.created),
      row.external_id,
      candidate,
      campaign,
      say(row.call_status),
      orNull(row.call_length_sec, formatDuration),
      orNull(row.question_completion_rate, (rate) => `${formatDecimal(rate * 100)} %`),
      orNull(row.score, formatDecimal),
      notes.filter(Boolean).join(", "),
    ];
  }
  if ("max_score" in row) {
    return [
      candidate,
      campaign,
      orNull(row.max_score, formatDecimal),
      formatDecimal(row.passing_score),
      row.qualified === null ? null : formatBoolean(row.qualified),
      say(row.feedback),
      orNull(row.time_to_first_interview_sec, formatDuration),
    ];
  }
  return [formatWallClock(row.call_last_reviewed_at), candidate, campaign, say(row.feedback)];
}
