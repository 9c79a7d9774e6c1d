// @vitest-environment happy-dom
// The rows behind a number, against a real server.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { ApplicationRow, CallRow, Filters, ReviewRow } from "../src/api/model";
import { RowsDialog } from "../src/components/RowsDialog";
import type { RowsQuestion } from "../src/rows";
import { show } from "./dom";

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

let server: Server;
let answers: { status: number; body: unknown }[];
let asked: string[];

beforeEach(async () => {
  answers = [];
  asked = [];
  server = createServer((message, response) => {
    asked.push(message.url ?? "");
    const { status, body } = answers.shift() ?? { status: 500, body: {} };
    response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  (window as unknown as { happyDOM: { setURL: (url: string) => void } }).happyDOM.setURL(origin);
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

function answer(body: object, status = 200) {
  answers.push({ status, body });
}

function open(question: Partial<RowsQuestion>) {
  const onClose = vi.fn();
  const asking: RowsQuestion = {
    title: "Calls",
    rows: "calls",
    metric: "total_calls",
    ...question,
  };
  show(<RowsDialog filters={filters} question={asking} onClose={onClose} />);
  return { onClose, dialog: within(screen.getByRole("dialog", { name: asking.title })) };
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

test("are counted, shown and read on page by page", async () => {
  answer({
    next: "http://elsewhere/calls?cursor=2",
    previous: null,
    count: 2,
    candidates: 0,
    results: [call(1)],
  });
  answer({ next: null, previous: null, count: null, candidates: null, results: [call(2)] });
  const { dialog } = open({});
  await dialog.findByText("2 calls, of 0 different candidates");
  await userEvent.click(dialog.getByRole("button", { name: "Show more" }));
  await dialog.findByText("call-2");
  expect(dialog.queryByRole("button", { name: "Show more" })).toBeNull();
  const [, first] = dialog.getAllByRole("row");
  expect(first && cells(first).slice(1, 5)).toEqual([
    "call-1",
    "unknown caller",
    "Berlin",
    "no answer",
  ]);
  expect(first && cells(first).at(-1)).toBe("opted out, withdrew: not interested");
  expect(asked).toEqual([
    "/calls?org_id=1&start_date=2026-10-01&end_date=2026-10-31&timezone=Europe%2FBerlin" +
      "&granularity=day&campaign_ids=3&metric=total_calls",
    "/calls?cursor=2",
  ]);
});

test.each<[Partial<RowsQuestion>, ApplicationRow | ReviewRow, string[]]>([
  [
    { title: "Opt-outs", rows: "applications", metric: "opt_outs" },
    {
      candidate,
      campaign,
      max_score: 61.5,
      passing_score: 60,
      qualified: true,
      feedback: "thumbs_up",
      time_to_first_interview_sec: 90,
      attempted_calls: 2,
    },
    ["rae", "Berlin", "61.5", "60", "yes", "thumbs up", "1m 30s"],
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
    ["rae", "Berlin", "thumbs up"],
  ],
])("are of the kind that the number is over: $rows", async (question, row, shown) => {
  answer({ next: null, previous: null, count: 1, candidates: 1, results: [row] });
  const { dialog } = open(question);
  await dialog.findByText(`1 ${question.rows}, of 1 different candidates`);
  const [, first] = dialog.getAllByRole("row");
  expect(first && cells(first).slice(-shown.length)).toEqual(shown);
});

test("say why there are none, and are asked for again", async () => {
  const fault = { parameter: null, code: "statement_timeout", detail: "That took too long." };
  answer({ errors: [fault] }, 503);
  answer({ next: null, previous: null, count: 0, candidates: 0, results: [] });
  const { dialog } = open({});
  await dialog.findByText("That took too long.");
  await userEvent.click(dialog.getByRole("button", { name: "Try again" }));
  await dialog.findByText("0 calls, of 0 different candidates");
});

test("close, and say so", async () => {
  answer({ next: null, previous: null, count: 0, candidates: 0, results: [] });
  const { dialog, onClose } = open({});
  await userEvent.click(dialog.getByRole("button", { name: "Close" }));
  expect(onClose).toHaveBeenCalledOnce();
});
