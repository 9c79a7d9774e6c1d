import type { ReactNode } from "react";

import type { Dashboard } from "../api/model";
import { headlinesOf, type Metric } from "../catalogue";
import { useCatalogue } from "../context";
import { formatCount } from "../format";
import { sayTarget, TileTarget } from "../keeping/TileTarget";
import { campaignOfTarget, findTarget, targetOver, useTargets } from "../keeping/targets";
import { formatParts, numberOf, previousOf, valueOf, type Value } from "../metrics";
import { useShown } from "../shown";
import { Change } from "./Change";
import { MetricValue } from "./MetricValue";
import { Trend } from "./Trend";

interface TileProps {
  metric: Metric;
  /** Undefined while it is on its way. */
  value: Value | undefined;
  previous?: Value | undefined;
  /** Keeps a line for the change, so that tiles beside each other line up. */
  isCompared?: boolean;
  /** What a count is of, as a rate says it by itself. */
  beside?: string | undefined;
  /** What it should come to. */
  target?: number | undefined;
  isChosen?: boolean;
  trend?: ReactNode;
  onChoose: () => void;
}

/** One number: how it went, how it changed and what it is of. Its name shows its large chart. */
export function Tile(props: TileProps) {
  const { metric, value, previous, beside, target, isCompared = false, isChosen = false } = props;
  const known = value === undefined ? null : valueOf(value);
  const short = known !== null && target !== undefined ? sayTarget(metric, known, target) : null;
  return (
    <div className="tile">
      <button
        type="button"
        className="tile-name"
        aria-label={`${metric.label}: show its chart`}
        aria-pressed={isChosen}
        title={metric.description}
        onClick={props.onChoose}
      >
        {metric.label}
      </button>
      <p className="tile-value">
        <MetricValue metric={metric} value={value} />
      </p>
      {props.trend}
      {isCompared && (
        <p className="tile-change">
          {value === undefined ? (
            <span className="skeleton">+88.8% from 8,888</span>
          ) : (
            previous !== undefined && <Change metric={metric} value={value} previous={previous} />
          )}
        </p>
      )}
      <p className="tile-parts">
        {value === undefined ? (
          <span className="skeleton">
            {formatParts(placeholderOf(metric), metric.of) ?? "of 8,888 people called"}
          </span>
        ) : (
          (short ?? formatParts(value, metric.of) ?? beside)
        )}
      </p>
      {known !== null && target !== undefined && (
        <TileTarget metric={metric} value={known} target={target} />
      )}
    </div>
  );
}

/** A value as long as most, so that the lines break where they will break. */
function placeholderOf({ kind }: Metric): Value {
  if (kind === "rate") return { value: 0, numerator: 888, denominator: 888 };
  return kind === "mean" ? { value: 0, count: 888 } : 888;
}

/** The headlines, and a click on one shows it over time. */
export function Tiles() {
  const { dashboard, isCompared, metric: chosen, chooseMetric } = useShown();
  const { filters: declared } = useCatalogue();
  const filters = dashboard?.filters;
  const targets = useTargets(filters?.org_id);

  function targetOf(name: string): number | undefined {
    if (!filters) return undefined;
    const target = findTarget(targets, name, campaignOfTarget(filters, declared));
    return target && targetOver(target, { start: filters.start_date, end: filters.end_date });
  }

  return (
    <div className="tiles" role="group" aria-label="Headline numbers">
      {headlinesOf(useCatalogue()).map((metric) => (
        <Tile
          key={metric.name}
          metric={metric}
          value={numberOf(dashboard, metric.name)}
          previous={previousOf(dashboard, metric.name)}
          isCompared={isCompared}
          beside={dashboard && sayBeside(metric.name, dashboard)}
          target={targetOf(metric.name)}
          isChosen={metric.name === chosen}
          trend={<Trend name={metric.name} />}
          onChoose={() => {
            chooseMetric(metric.name);
          }}
        />
      ))}
    </div>
  );
}

/** What the counts among the headlines are of. */
function sayBeside(name: string, { scalars }: Dashboard): string | undefined {
  const { people_contacted, answer_rate } = scalars;
  switch (name) {
    case "qualified_candidates":
      return `of ${formatCount(people_contacted)} people called`;
    case "interviews":
      return `in ${formatCount(answer_rate.numerator)} answered calls`;
    case "total_calls":
      return `to ${formatCount(people_contacted)} people`;
    default:
      return undefined;
  }
}
