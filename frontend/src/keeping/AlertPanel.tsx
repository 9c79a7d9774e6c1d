import { useState } from "react";

import { createAlert, deleteAlert } from "../api/client";
import type { Alert, AlertCondition, Filters } from "../api/model";
import { useCampaignNames } from "../campaigns";
import { findMetric, type Metric } from "../catalogue";
import { useCatalogue, useStart } from "../context";
import { conditionsOf, describeAlert, describeEpisode, WORDS } from "./alerts";
import { useChanging } from "./changing";
import { ChoiceField, Faults, Field } from "./Field";
import { campaignOfTarget } from "./targets";
import { fromField, wordOf } from "./units";
import { useAlerts } from "./useAlerts";

interface Props {
  metric: Metric;
  filters: Filters;
}

/** Has the user told of a number, and lists all that there are alerts about. */
export function AlertPanel({ metric, filters }: Props) {
  return (
    <>
      <Form key={metric.name} metric={metric} filters={filters} />
      <AlertList alerts={useAlerts(filters.org_id)} />
    </>
  );
}

const MOST_DAYS = 30;

function Form({ metric, filters }: Props) {
  const { catalogue, sends_mail } = useStart();
  const campaign = campaignOfTarget(filters, catalogue.filters) ?? null;
  const { change, refusal, isBusy } = useChanging("/alerts");
  const [condition, setCondition] = useState<AlertCondition>("below");
  const [text, setText] = useState("");
  const [days, setDays] = useState("1");
  const [least, setLeast] = useState("1");
  const [said, setSaid] = useState("");
  const hasThreshold = condition === "above" || condition === "below";
  const { threshold: wrong, days: wrongDays, least_count: wrongLeast, ...others } = refusal;

  async function save() {
    setSaid("");
    const threshold = hasThreshold ? fromField(text, metric.unit) : null;
    const made = await change(() =>
      createAlert(
        {
          metric: metric.name as Alert["metric"],
          campaign_id: campaign,
          condition,
          threshold,
          days: Number(days),
          least_count: Number(least),
        },
        { org_id: filters.org_id },
      ),
    );
    if (!made) return;
    const how = sends_mail ? "You are told by e-mail" : "This page tells it";
    setSaid(`${how} when it begins, and when it is over.`);
  }

  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <ChoiceField
        label={`Alert me when ${metric.label}${campaign === null ? "" : " of this campaign"} is`}
        value={condition}
        choices={conditionsOf(metric).map((each) => [each, WORDS[each]])}
        onChange={setCondition}
      />
      {hasThreshold && (
        <Field
          label="Threshold on a day"
          unit={wordOf(metric.unit)}
          required
          inputMode="decimal"
          value={text}
          fault={wrong}
          onChange={({ target }) => {
            setText(target.value);
          }}
        />
      )}
      <div className="pair">
        <Field
          label="Days in a row"
          type="number"
          required
          min={1}
          max={MOST_DAYS}
          value={days}
          fault={wrongDays}
          onChange={({ target }) => {
            setDays(target.value);
          }}
        />
        <Field
          label={`Least ${metric.of.at(-1) ?? "calls"} a day`}
          type="number"
          required
          min={0}
          value={least}
          fault={wrongLeast}
          onChange={({ target }) => {
            setLeast(target.value);
          }}
        />
      </div>
      <Faults faults={Object.values(others)} />
      <div className="panel-row">
        <button type="submit" className="primary" disabled={isBusy}>
          Alert me
        </button>
      </div>
      <p className="hint" role="status">
        {said}
      </p>
    </form>
  );
}

function AlertList({ alerts }: { alerts: Alert[] }) {
  const catalogue = useCatalogue();
  const { change, refusal, isBusy } = useChanging("/alerts");
  const names = useCampaignNames(alerts.flatMap(({ campaign_id }) => String(campaign_id ?? "")));
  if (!alerts.length) return null;
  return (
    <>
      <Faults faults={Object.values(refusal)} />
      <ul className="kept" aria-label="Alerts">
        {alerts.map((alert) => {
          const metric = findMetric(catalogue, alert.metric);
          const campaign = alert.campaign_id ? names.get(alert.campaign_id) : undefined;
          const rule = describeAlert(alert, metric, campaign);
          const now = alert.since ? describeEpisode(alert, metric) : "not now";
          return (
            <li key={alert.id}>
              <span>
                {rule}
                <small>{`${now} · tells ${alert.owner}`}</small>
              </span>
              {alert.may_change && (
                <button
                  type="button"
                  className="link"
                  aria-label={`Delete the alert “${rule}”`}
                  disabled={isBusy}
                  onClick={() => void change(() => deleteAlert(alert.id))}
                >
                  Delete
                </button>
              )}
            </li>
          );
        })}
      </ul>
    </>
  );
}
