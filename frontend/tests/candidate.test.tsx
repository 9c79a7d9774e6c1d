// @vitest-environment happy-dom
// A candidate's history, and the address that leads to it.
import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";

import { closeCandidate, forgetCandidate, goTo, openCandidate } from "../src/address";
import type { HistoryEvent } from "../src/api/model";
import { CandidatePanel } from "../src/people/CandidatePanel";
import { groupByCampaign, sayEvent } from "../src/people/events";
import { show } from "./dom";
import { serve } from "./server";

const berlin = { id: 3, external_id: "berlin", name: "Berlin" };
const EVENT: HistoryEvent = {
  kind: "call",
  at: "2026-10-02T09:30:00+02:00",
  campaign: berlin,
  id: 1,
  external_id: "call-1",
  call_status: "completed",
  length_sec: 466,
  question_completion_rate: 0.5,
  score: 71.1,
  opted_out: false,
  withdrawal_reason: null,
  accommodation_requested: false,
  feedback: null,
  reviewer: null,
  call_id: null,
  rating: null,
  direction: null,
  message_status: null,
};
const event = (values: Partial<HistoryEvent>) => ({ ...EVENT, ...values });
const nothing = {
  call_status: null,
  length_sec: null,
  question_completion_rate: null,
  score: null,
  opted_out: null,
  accommodation_requested: null,
} as const;

test.each<[Partial<HistoryEvent>, string, "key" | "bad" | null]>([
  [{}, "Call answered, 7m 46s, 50.0% of the questions answered, score 71.1", "key"],
  [{ ...nothing, call_status: "no_answer" }, "Call, nobody picked up", null],
  [{ ...nothing, call_status: "in_progress" }, "Call in progress", null],
  [
    { ...nothing, call_status: "completed", opted_out: true },
    "Call answered, opted out: no calls and no texts from here on",
    "bad",
  ],
  [
    {
      ...nothing,
      call_status: "completed",
      opted_out: false,
      withdrawal_reason: "not_interested",
      accommodation_requested: true,
    },
    "Call answered, withdrew: not interested, asked for an accommodation",
    "bad",
  ],
  [
    { ...nothing, kind: "verdict", feedback: "thumbs_up", reviewer: "kim" },
    "Thumbs up, by kim",
    "key",
  ],
  [{ ...nothing, kind: "verdict" }, "Looked at, no verdict", null],
  [{ ...nothing, kind: "rating", rating: 4 }, "Rated a call 4 of 5", null],
  [
    { ...nothing, kind: "text_message", direction: "outbound", message_status: "delivered" },
    "Text message sent, delivered",
    null,
  ],
  [{ ...nothing, kind: "screening" }, "Résumé screened", null],
  [{ ...nothing, kind: "web_call", length_sec: 60 }, "Web call, 1m", "key"],
])("an event is one line: %o", (values, text, tone) => {
  expect(sayEvent(event(values))).toEqual({ text, tone });
});

test("events are together by campaign, in their order", () => {
  const paris = { ...berlin, id: 4 };
  const [a, b, c, d] = [berlin, paris, berlin, null].map((campaign, id) => event({ id, campaign }));
  expect(groupByCampaign([a, b, c, d].filter((one) => one !== undefined))).toEqual([
    { campaign: berlin, events: [a, c] },
    { campaign: paris, events: [b] },
    { campaign: null, events: [d] },
  ]);
});

const { asked, answer } = serve();

function open(candidate = "12") {
  const onClose = vi.fn();
  show(<CandidatePanel {...{ candidate, onClose, onLeave: onClose }} organization={1} />);
  return { onClose, panel: within(screen.getByRole("region")) };
}

const history = (events: HistoryEvent[], next: string | null = null) => ({
  org_id: 1,
  timezone: "Europe/Berlin",
  candidate: {
    id: 12,
    external_id: "c-12",
    name: "Rae Doe",
    source: "applied",
    opted_out_since: "2026-10-02T09:30:00+02:00",
    admin: "/admin/campaigns/candidate/12/change/",
  },
  events,
  next,
  meta: { warnings: [] },
});

test("a history says who it is of, and is read on page by page", async () => {
  answer(history([event({})], "http://elsewhere/candidates/12?c=2"));
  answer(history([event({ ...nothing, kind: "screening", id: 2 })]));
  const { panel } = open();
  await panel.findByRole("heading", { name: "Rae Doe" });
  panel.getByText("c-12");
  panel.getByText("Applied");
  panel.getByText("Opted out since Oct 2, 2026, 9:30 AM");
  const admin = panel.getByRole("link", { name: "Open in admin" });
  expect(admin.getAttribute("href")).toBe("/admin/campaigns/candidate/12/change/");
  await userEvent.click(panel.getByRole("button", { name: "Show older" }));
  await panel.findByText("Résumé screened");
  expect(panel.getAllByRole("heading", { level: 3 })).toHaveLength(1);
  expect(panel.queryByRole("button", { name: "Show older" })).toBeNull();
  expect(asked).toEqual(["/candidates/12?org_id=1", "/candidates/12?c=2"]);
});

test.each([
  [403, "You may not see who candidates are.", "Not for you to see", /members of your organis/],
  [404, "This organisation has no such candidate.", "No such candidate", /has no candidate/],
])("is refused plainly: %i", async (status, detail, title, text) => {
  answer({ errors: [{ parameter: null, code: "refused", detail }] }, status);
  const { panel } = open();
  await panel.findByRole("heading", { name: title });
  panel.getByText(text);
  expect(panel.queryByRole("button", { name: "Try again" })).toBeNull();
});

test("what is no number is nobody, and not asked for", () => {
  open("rae").panel.getByRole("heading", { name: "No such candidate" });
  expect(asked).toEqual([]);
});

test("a failure is said, and asked again", async () => {
  answer({}, 503);
  answer(history([]));
  const { panel } = open();
  await userEvent.click(await panel.findByRole("button", { name: "Try again" }));
  await panel.findByText("Nothing has happened yet.");
});

const inAddress = () => new URLSearchParams(location.search).get("candidate");

test("the address names the candidate until it is closed or other filters are chosen", () => {
  for (const close of [closeCandidate, forgetCandidate]) {
    window.history.replaceState(null, "", "/?org_id=1&candidate=9");
    close();
    expect(location.search).toBe("?org_id=1");
  }
  openCandidate(12);
  const { length } = window.history;
  openCandidate(13);
  expect(inAddress()).toBe("13");
  expect(window.history).toHaveLength(length);
  goTo({ org_id: 1, compare: "none" }, "replace");
  expect(inAddress()).toBe("13");
  goTo({ org_id: 1 });
  expect(inAddress()).toBeNull();
});
