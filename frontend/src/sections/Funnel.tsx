import { useListCalls } from "../api/client";
import type { Dashboard, ListCallsParams } from "../api/model";
import { findMetric } from "../catalogue";
import { Card } from "../components/Card";
import { Change } from "../components/Change";
import { Counted } from "../components/Counted";
import { DashboardFiles } from "../components/DashboardFiles";
import { useCatalogue } from "../context";
import { formatCount, formatPercent } from "../format";
import { useKept } from "../kept";
import { parametersOf } from "../rows";
import { useSection, useShown } from "../shown";
import { isNoise, type Share } from "./intervals";
import "../styles/funnel.css";

/** Every step counts people, once; interviews are calls, whose rows say of how many people. */
const STEPS = [
  ["people_contacted", "Called"],
  ["people_reached", "Picked up"],
  ["interviews", "Interviewed"],
  ["qualified_candidates", "Qualified"],
] as const;

/** From called to qualified: how many people are left after each step. */
export function Funnel() {
  const { dashboard, isStale } = useShown();
  const { ref, isEnabled } = useSection();
  const { data: interviewed, isStale: isOld } = useInterviewed(dashboard?.filters, isEnabled);
  const interviewedBefore = useInterviewedBefore(dashboard, isEnabled);
  const counts = countsOf(dashboard?.scalars, interviewed);
  const before = countsOf(dashboard?.previous?.scalars, interviewedBefore);
  return (
    <Card
      ref={ref}
      title="From called to qualified"
      span={12}
      isStale={isStale || isOld}
      actions={<DashboardFiles label="From called to qualified" dashboard={dashboard} />}
    >
      <ol className="steps">
        {STEPS.map(([name, label], index) => (
          <Step key={name} {...{ name, label, index, counts, before }} />
        ))}
      </ol>
    </Card>
  );
}

type Counts = (number | undefined)[];

interface StepProps {
  name: (typeof STEPS)[number][0];
  label: string;
  index: number;
  counts: Counts;
  /** Of the compared range. */
  before: Counts;
}

function Step({ name, label, index, counts, before }: StepProps) {
  const metric = findMetric(useCatalogue(), name);
  const count = counts[index];
  const [most = 0] = counts;
  return (
    <li>
      <p>
        <span className="figure">
          {count === undefined ? (
            <span className="skeleton">0,000</span>
          ) : (
            <Counted question={{ title: label, rows: metric.rows, metric: name }}>
              {formatCount(count)}
            </Counted>
          )}
        </span>{" "}
        {label}
      </p>
      <span className="step-bar" aria-hidden="true">
        <i style={{ inlineSize: `${most && ((count ?? 0) / most) * 100}%` }} />
      </span>
      <p className="note">
        {index ? (
          <OfThose now={shareOf(counts, index)} before={shareOf(before, index)} />
        ) : (
          <>
            different people, counted once
            {count !== undefined && before[0] !== undefined && (
              <>
                , <Change metric={metric} value={count} previous={before[0]} isShort />
              </>
            )}
          </>
        )}
      </p>
    </li>
  );
}

type Scalars = Pick<Dashboard["scalars"], Exclude<(typeof STEPS)[number][0], "interviews">>;

/** The people of each step; undefined where that is not known. */
const countsOf = (scalars: Scalars | undefined, interviewed: number | undefined): Counts =>
  STEPS.map(([name]) => (name === "interviews" ? interviewed : scalars?.[name]));

/** How many of the step before are left after a step; null where that says nothing. */
function shareOf(counts: Counts, index: number): Share | null {
  const [whole, part] = [counts[index - 1], counts[index]];
  if (part === undefined || !whole || part > whole) return null;
  return { numerator: part, denominator: whole };
}

const SHARE = { unit: "percent", better: "higher" } as const;

const asRate = (share: Share) => ({ ...share, value: share.numerator / share.denominator });

function OfThose({ now, before }: { now: Share | null; before: Share | null }) {
  if (!now) return null;
  const rate = asRate(now);
  return (
    <>
      <b>{formatPercent(rate.value)}</b> of those before
      {before && (
        <>
          ,{" "}
          <Change
            metric={SHARE}
            value={rate}
            previous={{ ...asRate(before), is_noise: isNoise(now, before) }}
            isShort
          />
        </>
      )}
    </>
  );
}

/** How many different people were interviewed. */
function useInterviewed(filters: object | undefined, isEnabled: boolean) {
  const query = useKept(
    useListCalls(interviewsOf(filters), {
      query: { enabled: isEnabled && filters !== undefined },
    }),
  );
  return { data: query.data?.candidates ?? undefined, isStale: query.isStale };
}

/** The same of the compared range; unknown where that is cut within a day, for rows are of whole days. */
function useInterviewedBefore(dashboard: Dashboard | undefined, isEnabled: boolean) {
  const previous = dashboard?.previous;
  const { start_date, end_date } = previous ?? {};
  const { data } = useListCalls(interviewsOf({ ...dashboard?.filters, start_date, end_date }), {
    query: { enabled: isEnabled && previous?.is_cut === false },
  });
  return data?.candidates ?? undefined;
}

const interviewsOf = (filters: object | undefined) =>
  ({ ...parametersOf(filters ?? {}), metric: "interviews", page_size: 1 }) as ListCallsParams;
