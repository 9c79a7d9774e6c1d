import type { Dashboard } from "../api/model";
import { formatCount, formatPercent } from "../format";
import { Card } from "./Card";
import { CsvButton } from "./CsvButton";
import { Counted } from "./Counted";

interface Step {
  label: string;
  metric: "people_contacted" | "people_reached" | "qualified_candidates";
}

/** Every step counts people; interviews are calls, and so no step of theirs. */
const STEPS: Step[] = [
  { label: "Called", metric: "people_contacted" },
  { label: "Picked up", metric: "people_reached" },
  { label: "Qualified", metric: "qualified_candidates" },
];

interface Props {
  dashboard: Dashboard | undefined;
  isStale: boolean;
}

/** From called to qualified: how many people are left after each step. */
export function Funnel({ dashboard, isStale }: Props) {
  const counts = STEPS.map(({ metric }) => dashboard?.scalars[metric] ?? 0);
  const most = Math.max(...counts, 1);
  return (
    <Card
      title="From called to qualified"
      component="QualifiedCandidates"
      isStale={isStale}
      actions={
        <CsvButton
          name="funnel"
          label="From called to qualified"
          component="QualifiedCandidates"
          answer={dashboard}
          table={() => ({
            columns: ["step", "people"],
            rows: STEPS.map(({ label }, index) => [label, counts[index] ?? 0]),
          })}
        />
      }
    >
      <ol className="funnel">
        {STEPS.map(({ label, metric }, index) => {
          const count = counts[index] ?? 0;
          const before = counts[index - 1];
          return (
            <li key={metric}>
              <span className="funnel-label">{label}</span>
              <span className="funnel-track" aria-hidden="true">
                <span className="funnel-bar" style={{ inlineSize: `${(count / most) * 100}%` }} />
              </span>
              <span className="funnel-count">
                {!dashboard ? (
                  <span className="skeleton">0,000</span>
                ) : (
                  <Counted question={{ title: `People: ${label.toLowerCase()}`, metric }}>
                    {formatCount(count)}
                  </Counted>
                )}
              </span>
              <span className="funnel-share">
                {before && count <= before ? `${formatPercent(count / before)} of those before` : ""}
              </span>
            </li>
          );
        })}
      </ol>
      <p className="note">Different people, counted once however often they were called.</p>
    </Card>
  );
}
