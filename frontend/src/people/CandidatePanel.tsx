import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useRef, type ReactNode } from "react";

import { getGetCandidateUrl } from "../api/client";
import type { CandidateDetails, CandidateHistory, GetCandidateParams } from "../api/model";
import { Failure } from "../components/Failure";
import { Icon } from "../components/Icon";
import { Warnings } from "../components/Warnings";
import { formatWallClock, humanize } from "../format";
import { ApiError, request } from "../request";
import { pathOf } from "../rows";
import { groupByCampaign, sayEvent, type CampaignEvents } from "./events";
import { CampaignLink } from "./links";
import "../styles/candidate.css";

interface Props {
  /** As the address names it. */
  candidate: string;
  /** Undefined: the only one of the reader. */
  organization: number | undefined;
  timezone?: string | undefined;
  onClose: () => void;
  /** Hears of a way that leads to other numbers. */
  onLeave: () => void;
}

/** All that happened with a candidate, the newest first, campaign by campaign. */
export function CandidatePanel({ candidate, organization, timezone, onClose, onLeave }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { data, error, hasNextPage, isFetching, fetchNextPage, refetch, isFetchNextPageError } =
    useHistory(candidate, { org_id: organization, timezone });
  const details = data?.pages[0]?.candidate;
  const refusal = refusalOf(error, candidate);
  useEffect(() => {
    heading.current?.focus();
  }, [candidate]);
  return (
    <section className="history" aria-labelledby="candidate-title">
      <header className="head">
        <h2 id="candidate-title" ref={heading} tabIndex={-1}>
          {details ? details.name || details.external_id : (refusal?.title ?? "Candidate")}
        </h2>
        <div className="tools">
          <button
            type="button"
            className="quiet"
            aria-label="Close the candidate"
            onClick={onClose}
          >
            <Icon name="close" />
          </button>
        </div>
      </header>
      {details && <Details candidate={details} />}
      {refusal && <p className="note">{refusal.text}</p>}
      {error && !refusal && (
        <Failure
          error={error}
          what="The history"
          onRetry={() => void (isFetchNextPageError ? fetchNextPage() : refetch())}
        />
      )}
      {data ? (
        <>
          <Warnings warnings={data.pages[0]?.meta.warnings ?? []} />
          <Events
            groups={groupByCampaign(data.pages.flatMap(({ events }) => events))}
            onLeave={onLeave}
          />
        </>
      ) : (
        !error && <p role="status">Fetching what happened …</p>
      )}
      {hasNextPage && (
        <button
          type="button"
          className="tool"
          disabled={isFetching}
          onClick={() => void fetchNextPage()}
        >
          Show older
        </button>
      )}
    </section>
  );
}

const isId = (text: string) => /^[1-9]\d{0,15}$/.test(text);

function useHistory(candidate: string, { org_id, timezone }: GetCandidateParams) {
  const params = { ...(org_id !== undefined && { org_id }), ...(timezone && { timezone }) };
  const address = getGetCandidateUrl(Number(candidate), params);
  return useInfiniteQuery({
    queryKey: ["candidate", address],
    queryFn: ({ pageParam, signal }) => request<CandidateHistory>(pageParam, { signal }),
    initialPageParam: address,
    getNextPageParam: (page) => page.next && pathOf(page.next),
    enabled: isId(candidate),
  });
}

interface Refusal {
  title: string;
  text: string;
}

/** Why there is nothing to show, and never will be; null where it may come. */
function refusalOf(error: Error | null, candidate: string): Refusal | null {
  if (!isId(candidate) || (error instanceof ApiError && error.status === 404)) {
    return {
      title: "No such candidate",
      text: "This organisation has no candidate of that number. Another organisation may: choose it on top of the page.",
    };
  }
  if (error instanceof ApiError && error.status === 403) {
    return {
      title: "Not for you to see",
      text: `${error.message} Whoever manages the members of your organisation can allow it.`,
    };
  }
  return null;
}

function Details({ candidate }: { candidate: CandidateDetails }) {
  const { name, external_id, source, opted_out_since: since, admin } = candidate;
  const parts: ReactNode[] = [
    name && external_id,
    source && humanize(source),
    admin && <a href={admin}>Open in admin</a>,
  ];
  return (
    <>
      <p className="note candidate-facts">
        {parts.filter(Boolean).map((part, index) => (
          <span key={index}>{part}</span>
        ))}
      </p>
      {since && <p className="change change-bad">Opted out since {formatWallClock(since)}</p>}
    </>
  );
}

function Events({ groups, onLeave }: { groups: CampaignEvents[]; onLeave: () => void }) {
  if (!groups.length) return <p className="note">Nothing has happened yet.</p>;
  return groups.map(({ campaign, events }) => (
    <section key={campaign?.id ?? "none"} className="campaign-events">
      <h3>
        {campaign ? (
          <CampaignLink campaign={campaign} onFollow={onLeave} />
        ) : (
          "In no campaign that is known"
        )}
      </h3>
      <ol className="events">
        {events.map((event) => {
          const { text, tone } = sayEvent(event);
          return (
            <li
              key={`${event.kind} ${event.id ?? event.external_id ?? event.at}`}
              className={tone ? `event-${tone}` : undefined}
            >
              <time dateTime={event.at}>{formatWallClock(event.at)}</time>
              {text}
            </li>
          );
        })}
      </ol>
    </section>
  ));
}
