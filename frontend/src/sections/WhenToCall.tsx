import { useId, useState } from "react";

import { getGetBreakdownUrl } from "../api/client";
import { Card } from "../components/Card";
import { Failure } from "../components/Failure";
import { Files } from "../components/Files";
import { findMetric } from "../catalogue";
import { useCatalogue } from "../context";
import { formatCount, formatHour, formatWeekday, formatWholePercent } from "../format";
import { useSection, useShown } from "../shown";
import { useBreakdown } from "./asking";
import { Room } from "./Room";
import { cellsOf, findBestBlock, hoursOf, type Block, type Cell } from "./heat";
import { HeatMap } from "./HeatMap";
import { HeatTable } from "./HeatTable";
import type { Share } from "./intervals";
import { PHONE, useMedia } from "./media";
import "../styles/heat.css";

const BY = "weekday_hour";

/** The answer rate by weekday and hour, as a map and as a table. */
export function WhenToCall() {
  const { filters, question } = useShown();
  const { ref, isEnabled } = useSection();
  const query = useBreakdown(BY, filters, isEnabled);
  const [isTable, setIsTable] = useState(false);
  const isPhone = useMedia(PHONE);
  const id = useId();
  const { description } = findMetric(useCatalogue(), "answer_rate");
  const cells = query.data && cellsOf(query.data);
  const hours = cells && hoursOf(cells);
  return (
    <Card
      ref={ref}
      id="times"
      title="When to call"
      meaning={{ description: `By weekday and hour. ${description}` }}
      isStale={query.isStale}
      failure={
        query.failure && <Failure error={query.failure} what="The hours" onRetry={query.refetch} />
      }
      nothing={hours && !hours.length && "No call in these dates."}
      actions={
        <>
          <button
            type="button"
            className="tool"
            aria-pressed={isTable}
            aria-controls={hours?.length ? id : undefined}
            aria-label="Show When to call as a table"
            onClick={() => {
              setIsTable(!isTable);
            }}
          >
            Table
          </button>
          <Files
            label="When to call"
            filters={query.data && { ...question, compare: "none", by: BY }}
            addressOf={getGetBreakdownUrl}
          />
        </>
      }
    >
      {cells && hours ? (
        <div id={id}>
          <Sentence cells={cells} />
          {isTable ? (
            <HeatTable cells={cells} hours={hours} />
          ) : (
            <HeatMap cells={cells} hours={hours} isTurned={isPhone} />
          )}
        </div>
      ) : (
        !query.failure && <Room className="heat-skeleton" isAwaited={isEnabled} />
      )}
    </Card>
  );
}

/** The block of hours that stands out, where one does. */
function Sentence({ cells }: { cells: Cell[] }) {
  const block = findBestBlock(cells);
  if (!block) return <p className="note">No hours of the week stand out beyond noise.</p>;
  const share = ({ numerator, denominator }: Share) => formatWholePercent(numerator / denominator);
  return (
    <p className="note">
      <b>{nameBlock(block)}:</b> {share(block.inside)} of {formatCount(block.inside.denominator)}{" "}
      calls answered, {share(block.outside)} at all other times.
    </p>
  );
}

/** "Tuesday to Thursday, 9 AM to noon". */
function nameBlock({ weekdays: [firstDay, lastDay], hours: [firstHour, lastHour] }: Block): string {
  const days =
    firstDay === lastDay
      ? formatWeekday(firstDay)
      : `${formatWeekday(firstDay)} to ${formatWeekday(lastDay)}`;
  return `${days}, ${formatHour(firstHour)} to ${formatHour(lastHour + 1)}`;
}
