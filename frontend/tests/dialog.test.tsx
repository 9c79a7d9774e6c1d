// @vitest-environment happy-dom
// The rows behind a number, against a real server.
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";

import type { ApplicationRow, CallRow, Filters, ReviewRow } from "../src/api/model";
import { RowsDialog } from "../src/people/RowsDialog";
import type { RowsQuestion } from "../src/rows";
import { show } from "./dom";
import { serve } from "./server";

const filters: Filters = {
  org_id: 1,
  start_date: "2026-10-01",
  end_date: "2026-10-31",
  timezone: "Europe/Berlin",
  granularity: "day",
  campaign_ids: [3],
  candidate_filter: [],
};
const candidate = { id: 5, external_id: "rae", name: "Rae", source: null };
const campaign = { id: 3, external_id: "berlin", name: "Berlin" };

const HIDDEN = "calling-analytics:hidden columns of applications";
/** Of a box, which happy-dom does not lay out: long tables draw what is on the screen. */
Object.defineProperty(HTMLElement.prototype, "offsetHeight", { value: 600 });

const { asked, answer } = serve();

beforeEach(() => {
  localStorage.removeItem(HIDDEN);
});

function open(question: Partial<RowsQuestion>) {
  const onClose = vi.fn();
  const asking: RowsQuestion = {
    title: "Calls",
    rows: "calls",
    metric: "total_calls",
    ...question,
  };
  show(<RowsDialog filters={filters} question={asking} onClose={onClose} />);
  const name = `${asking.title} Oct 1 – 31, 2026, Europe/Berlin`;
  return { onClose, dialog: within(screen.getByRole("dialog", { name })) };
}

const cells = (row: HTMLElement) =>
  within(row)
    .getAllByRole("cell")
    .map((cell) => cell.textContent);

function call(id: number): CallRow {
  return {
    id,
    external_id: `call-${id}`,
    campaign,
    candidate: null,
    created: "2026-10-02T09:30:00+02:00",
    call_status: "no_answer",
    call_length_sec: null,
    question_completion_rate: null,
    score: null,
    opted_out: true,
    withdrawal_reason: "not_interested",
    accommodation_requested: false,
  };
}

const heads = () => screen.getAllByRole("columnheader").map((head) => head.textContent);

const page = (results: object[], counts: object = {}) => ({
  next: null,
  count: results.length,
  candidates: 1,
  results,
  ...counts,
});

test("are counted and shown, and read on page by page as they are drawn", async () => {
  answer(page([call(1)], { next: "http://elsewhere/calls?cursor=2", count: 2, candidates: 0 }));
  answer(page([call(2)], { count: null, candidates: null }));
  const { dialog } = open({});
  await dialog.findByText("2 calls, of 0 different candidates");
  await dialog.findByText("call-2");
  expect(heads()).toEqual([
    ...["When", "Candidate", "Campaign", "Status", "Opted out", "Withdrew", "Call"],
  ]);
  const [, first] = dialog.getAllByRole("row");
  expect(first && cells(first).slice(1)).toEqual([
    ...["unknown caller", "Berlin", "No answer", "yes", "Not interested", "call-1"],
  ]);
  expect(asked).toEqual([
    "/calls?org_id=1&start_date=2026-10-01&end_date=2026-10-31&timezone=Europe%2FBerlin" +
      "&granularity=day&campaign_ids=3&metric=total_calls",
    "/calls?cursor=2",
  ]);
});

const application: ApplicationRow = {
  candidate: { ...candidate, source: "referred" },
  campaign,
  max_score: 61.5,
  passing_score: 60,
  qualified: true,
  feedback: "thumbs_up",
  time_to_first_interview_sec: 90,
  attempted_calls: 2,
};

test.each<[Partial<RowsQuestion>, ApplicationRow | ReviewRow, string[]]>([
  [
    { title: "Opt-outs", rows: "applications", metric: "opt_outs" },
    application,
    ["Rae rae", "Referred", "Berlin", "2", "61.5", "60", "yes", "Thumbs up", "1m 30s"],
  ],
  [
    { title: "Thumbs up given", rows: "reviews", metric: "thumbs_up" },
    {
      id: 9,
      candidate,
      campaign,
      feedback: "thumbs_up",
      call_last_reviewed_at: "2026-10-02T09:30:00+02:00",
    },
    ["Rae rae", "Berlin", "Thumbs up"],
  ],
])("are of the kind that the number is over: $rows", async (question, row, shown) => {
  answer(page([row]));
  const { dialog } = open(question);
  await dialog.findByText(`1 ${question.rows}, of 1 different candidates`);
  const [, first] = dialog.getAllByRole("row");
  expect(first && cells(first).slice(-shown.length)).toEqual(shown);
});

test("name nobody to readers who may not see people", async () => {
  const hidden = { id: 12, external_id: null, name: null, source: "applied" } as const;
  answer(page([{ ...application, candidate: hidden }]));
  const { dialog } = open({ rows: "applications", metric: "opt_outs" });
  await dialog.findByText("Candidate 12");
  expect(dialog.queryByRole("link", { name: /Candidate/ })).toBeNull();
  expect(dialog.queryByRole("button", { name: "Candidate" })).toBeNull();
  dialog.getByRole("searchbox", { name: "Search campaigns" });
});

test("are searched once the reader stops typing, and ordered by their heads", async () => {
  answer(page([application]));
  answer(page([application]));
  answer(page([], { candidates: 0 }));
  const { dialog } = open({ rows: "applications", metric: "opt_outs" });
  await userEvent.click(await dialog.findByRole("button", { name: "Calls" }));
  await waitFor(() => {
    expect(asked).toHaveLength(2);
  });
  expect(asked[1]).toMatch(/&metric=opt_outs&order=-attempted_calls$/);
  const head = dialog.getByRole("columnheader", { name: "Calls" });
  expect(head.getAttribute("aria-sort")).toBe("descending");
  await userEvent.type(dialog.getByRole("searchbox"), "ann b");
  await dialog.findByText("Nothing here has “ann b” in its name.");
  expect(asked.slice(2)).toEqual([expect.stringMatching(/&search=ann\+b&order=-attempted_calls$/)]);
  expect(dialog.getByRole("status").textContent).toMatch(/^0 applications found/);
});

test("have the columns that the reader keeps", async () => {
  answer(page([application]));
  const { dialog } = open({ rows: "applications", metric: "opt_outs" });
  await userEvent.click(await dialog.findByRole("button", { name: /^Columns/ }));
  await userEvent.click(dialog.getByRole("checkbox", { name: "Passing score" }));
  expect(heads()).not.toContain("Passing score");
  expect(JSON.parse(localStorage.getItem(HIDDEN) ?? "")).toEqual(["passing_score"]);
});

test("are too many for a file, which says so", async () => {
  const detail = "These are 100,001 rows, and a file has up to 100,000: choose fewer.";
  answer(page([application]));
  answer({ errors: [{ parameter: null, code: "too_many_rows", detail }] }, 400);
  const { dialog } = open({ rows: "applications", metric: "opt_outs" });
  await dialog.findByText("Rae");
  await userEvent.click(dialog.getByRole("button", { name: /as CSV$/ }));
  await dialog.findByText(detail);
  expect(asked[1]).toMatch(/&format=csv$/);
});

test("say why there are none, and are asked for again", async () => {
  const fault = { parameter: null, code: "statement_timeout", detail: "That took too long." };
  answer({ errors: [fault] }, 503);
  answer({ next: null, count: 0, candidates: 0, results: [] });
  const { dialog } = open({});
  await dialog.findByText("That took too long.");
  await userEvent.click(dialog.getByRole("button", { name: "Try again" }));
  await dialog.findByText("0 calls, of 0 different candidates");
});

test("close, and say so", async () => {
  answer({ next: null, count: 0, candidates: 0, results: [] });
  const { dialog, onClose } = open({});
  await userEvent.click(dialog.getByRole("button", { name: "Close" }));
  expect(onClose).toHaveBeenCalledOnce();
});
