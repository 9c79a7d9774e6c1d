// What happened with a candidate, in words, by campaign.
import type { CallStatus, CampaignReference, HistoryEvent } from "../api/model";
import { formatDecimal, formatDuration, formatPercent, humanize } from "../format";

export interface CampaignEvents {
  /** Null: in no campaign that is known. */
  campaign: CampaignReference | null;
  events: HistoryEvent[];
}

/** Events by campaign, each group's in their order; the group of the first event comes first. */
export function groupByCampaign(events: HistoryEvent[]): CampaignEvents[] {
  const groups = new Map<number | null, CampaignEvents>();
  for (const event of events) {
    const { campaign } = event;
    const group = groups.get(campaign?.id ?? null) ?? { campaign, events: [] };
    groups.set(campaign?.id ?? null, group);
    group.events.push(event);
  }
  return [...groups.values()];
}

export interface SaidEvent {
  text: string;
  /** Catches the eye: an answered call or a verdict, or an end to all calls. */
  tone: "key" | "bad" | null;
}

const CALLS: Partial<Record<CallStatus, string>> = {
  completed: "Call answered",
  voicemail: "Call, voicemail",
  no_answer: "Call, nobody picked up",
  busy: "Call, busy",
  failed: "Call failed",
  canceled: "Call cancelled",
};

const listed = (...parts: (string | null | false)[]) => parts.filter(Boolean).join(", ");

/** What an event says, in one line. */
export function sayEvent(event: HistoryEvent): SaidEvent {
  switch (event.kind) {
    case "call":
      return sayCall(event);
    case "verdict": {
      const verdict = event.feedback ? humanize(event.feedback) : "Looked at, no verdict";
      const text = listed(verdict, event.reviewer ? `by ${event.reviewer}` : null);
      return { text, tone: event.feedback ? "key" : null };
    }
    case "rating":
      return { text: `Rated a call ${event.rating ?? 0} of 5`, tone: null };
    case "text_message": {
      const way = event.direction === "inbound" ? "received" : "sent";
      const status = inWords(event.message_status);
      return { text: listed(`Text message ${way}`, status !== way && status), tone: null };
    }
    case "screening":
      return { text: "Résumé screened", tone: null };
    case "web_call":
      return { text: listed("Web call", lengthOf(event)), tone: "key" };
  }
}

const inWords = (name: string | null) => name && humanize(name).toLowerCase();

const lengthOf = ({ length_sec }: HistoryEvent) =>
  length_sec === null ? null : formatDuration(length_sec);

function sayCall(event: HistoryEvent): SaidEvent {
  const { call_status, question_completion_rate: answered, score } = event;
  const status = call_status ?? "completed";
  const text = listed(
    CALLS[status] ?? `Call ${inWords(status) ?? ""}`,
    lengthOf(event),
    answered !== null && `${formatPercent(answered)} of the questions answered`,
    score !== null && `score ${formatDecimal(score)}`,
    event.opted_out && "opted out: no calls and no texts from here on",
    event.withdrawal_reason && `withdrew: ${inWords(event.withdrawal_reason) ?? ""}`,
    event.accommodation_requested && "asked for an accommodation",
  );
  const isEnd = event.opted_out === true || event.withdrawal_reason !== null;
  return { text, tone: isEnd ? "bad" : status === "completed" ? "key" : null };
}
