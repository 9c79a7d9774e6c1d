import type { CampaignsLaunchedPerWeek, SmsSent, TimeSaved, TimeSavedPoint } from "../api/model";
import { TableBox } from "../charts/AsTable";
import { BucketTable } from "../charts/BucketTable";
import { addDays } from "../dates";
import { formatCount, formatHours } from "../format";
import { PARTS, sumOf } from "./effortParts";

interface Props {
  sms: SmsSent | undefined;
  saved: TimeSaved | undefined;
  launches: CampaignsLaunchedPerWeek | undefined;
}

/** The same bucket by bucket. */
export function EffortTables({ sms, saved, launches }: Props) {
  const hasExternal = sms && sumOf(sms.points, "external") > 0;
  return (
    <div className="effort-tables">
      {sms && (
        <TableBox title="Text messages">
          <BucketTable
            caption="Text messages"
            points={sms.points}
            granularity={sms.filters.granularity}
            columns={[
              countColumn("Text messages", "total"),
              ...(hasExternal
                ? [countColumn("By the platform", "platform"), countColumn("External", "external")]
                : []),
            ]}
          />
        </TableBox>
      )}
      {saved && (
        <TableBox title="Time saved">
          <BucketTable
            caption="Time saved"
            points={saved.points}
            granularity={saved.filters.granularity}
            columns={[{ key: "total", label: "Time saved" } as const, ...PARTS].map(
              ({ key, label }) => ({
                label,
                cell: (point: TimeSavedPoint) => formatHours(point[key]),
              }),
            )}
          />
        </TableBox>
      )}
      {launches && (
        <TableBox title="Campaigns launched">
          <BucketTable
            caption="Campaigns launched"
            points={launches.points.map((point, index) => ({
              bucket_start: `${point.week_start}T00:00:00`,
              bucket_end: `${addDays(point.week_start, 7)}T00:00:00`,
              // The last week is the current one.
              is_partial: index === launches.points.length - 1,
              launched: point.launched,
            }))}
            granularity="week"
            columns={[countColumn("Launched", "launched")]}
          />
        </TableBox>
      )}
    </div>
  );
}

const countColumn = <Key extends string>(label: string, key: Key) => ({
  label,
  cell: (point: Record<Key, number>) => formatCount(point[key]),
});
