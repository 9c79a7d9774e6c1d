import type { Alert } from "../api/model";
import { useCampaignNames } from "../campaigns";
import { findMetric } from "../catalogue";
import { useCatalogue } from "../context";
import { useShown } from "../shown";
import { describeAlert, describeEpisode } from "./alerts";

/** What is going on that somebody wants to be told of; each leads to its days. */
export function AlertsNow({ open }: { open: Alert[] }) {
  const catalogue = useCatalogue();
  const { chooseMetric, changeFilters } = useShown();
  const names = useCampaignNames(open.flatMap(({ campaign_id }) => String(campaign_id ?? "")));
  return (
    <ul className="alerts" aria-label="Alerts now">
      {open.map((alert) => {
        const { id, metric: name, campaign_id, since, last_day } = alert;
        const metric = findMetric(catalogue, name);
        const campaign = campaign_id ? names.get(campaign_id) : undefined;
        return (
          <li key={id}>
            <b>{describeAlert({ ...alert, days: 1 }, metric, campaign)}</b>{" "}
            {describeEpisode(alert, metric)}{" "}
            <button
              type="button"
              className="link"
              aria-label={`Show the days of ${metric.label}`}
              onClick={() => {
                changeFilters({
                  range: undefined,
                  start_date: since ?? undefined,
                  end_date: last_day ?? undefined,
                  granularity: "day",
                  compare: "previous_week",
                  compare_start_date: undefined,
                  compare_end_date: undefined,
                  ...(campaign_id && { campaign_ids: [String(campaign_id)] }),
                });
                chooseMetric(name);
              }}
            >
              Show the days
            </button>
          </li>
        );
      })}
    </ul>
  );
}
