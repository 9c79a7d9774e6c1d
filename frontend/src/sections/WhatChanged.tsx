import { useMemo, useState } from "react";

import { getGetBreakdownUrl } from "../api/client";
import { Card } from "../components/Card";
import { Failure } from "../components/Failure";
import { Files } from "../components/Files";
import { useCatalogue } from "../context";
import { useSection, useShown } from "../shown";
import { useBreakdown } from "./asking";
import { Room } from "./Room";
import { columnsOf } from "./columns";
import { ChangesTable } from "./ChangesTable";
import { findChanges } from "./changes";
import { sayChanges } from "./changeWords";
import "../styles/changes.css";

const CAMPAIGNS = { by: "campaign", noun: "Campaign", filter: "campaign_ids" } as const;
const SOURCES = { by: "source", noun: "Source", filter: "candidate_filter" } as const;

/** Shown unless the large chart shows another number of campaigns. */
const FIRST = "qualified_candidates";

/** Which campaigns and sources made the change against the compared days. */
export function WhatChanged() {
  const { question, metric: charted, changeFilters } = useShown();
  const { ref, isEnabled } = useSection();
  const isCompared = Boolean(question.compare && question.compare !== "none");
  const campaigns = useBreakdown(CAMPAIGNS.by, question, isEnabled && isCompared);
  const sources = useBreakdown(SOURCES.by, question, isEnabled && isCompared);
  const catalogue = useCatalogue();
  const metrics = useMemo(
    () => columnsOf(catalogue, false).map(({ metric }) => metric),
    [catalogue],
  );
  const [chosen, setChosen] = useState<string | null>(null);
  const find = (name: string | null) => metrics.find((one) => one.name === name);
  const metric = find(chosen) ?? find(charted) ?? find(FIRST) ?? metrics[0];
  const name = metric?.name ?? "";
  const byCampaign = useMemo(
    () => campaigns.data && findChanges(campaigns.data, name),
    [campaigns.data, name],
  );
  const bySource = useMemo(
    () => sources.data && findChanges(sources.data, name),
    [sources.data, name],
  );
  const failed = [campaigns, sources].find(({ failure }) => failure);
  const hasAnswer = campaigns.data && sources.data;
  return (
    <Card
      ref={ref}
      id="changed"
      title="What changed"
      span={12}
      isStale={campaigns.isStale || sources.isStale}
      failure={
        failed?.failure && (
          <Failure error={failed.failure} what="What changed" onRetry={failed.refetch} />
        )
      }
      nothing={
        !isCompared && (
          <>
            These days are compared with none.{" "}
            <button
              type="button"
              className="link"
              onClick={() => {
                changeFilters({ compare: "previous_period" });
              }}
            >
              Compare with the days before
            </button>
          </>
        )
      }
      actions={
        <>
          <select
            aria-label="What changed in"
            value={name}
            onChange={(event) => {
              setChosen(event.target.value);
            }}
          >
            {metrics.map((one) => (
              <option key={one.name} value={one.name}>
                {one.label}
              </option>
            ))}
          </select>
          <Files
            label="What changed by campaign"
            filters={campaigns.data && { ...question, by: CAMPAIGNS.by }}
            addressOf={getGetBreakdownUrl}
          />
        </>
      }
    >
      {metric && byCampaign && bySource ? (
        <>
          <p className="note changes-sentence">
            <b>{metric.label}:</b>{" "}
            {sayChanges({ metric, campaigns: byCampaign, sources: bySource })}
          </p>
          <div className="halves">
            <ChangesTable {...CAMPAIGNS} metric={metric} changes={byCampaign} />
            <div>
              <ChangesTable {...SOURCES} metric={metric} changes={bySource} />
              <p className="key">
                Parts add up to the whole.{" "}
                {metric.kind === "count"
                  ? "Who is in several campaigns counts once."
                  : "Solid: the row’s own; pale: its share of the whole; ≈ its own change is within noise."}
              </p>
            </div>
          </div>
        </>
      ) : hasAnswer ? (
        <p className="note">
          Nothing to compare: one of the ranges has no {metric?.label.toLowerCase()}.
        </p>
      ) : (
        !failed && <Room className="changes-skeleton" isAwaited={isEnabled} />
      )}
    </Card>
  );
}
