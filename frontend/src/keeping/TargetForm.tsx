import { useState } from "react";

import { createTarget, deleteTarget, updateTarget } from "../api/client";
import type { Filters, Target, TargetPeriod } from "../api/model";
import type { Metric } from "../catalogue";
import { useCatalogue } from "../context";
import { useChanging } from "./changing";
import { ChoiceField, Faults, Field } from "./Field";
import { campaignOfTarget, findTarget, useTargets } from "./targets";
import { fromField, toField, wordOf } from "./units";

interface Props {
  metric: Metric;
  filters: Filters;
  close: () => void;
}

/** Sets, changes and takes away what a number should come to. */
export function TargetForm({ metric, filters, close }: Props) {
  const { filters: declared } = useCatalogue();
  const campaign = campaignOfTarget(filters, declared);
  const target = findTarget(useTargets(filters.org_id), metric.name, campaign);
  if (campaign === undefined) {
    return (
      <p className="panel-note">
        Targets are for the organisation or for one campaign: choose all, or one.
      </p>
    );
  }
  return <Form key={target?.id} {...{ metric, filters, target, campaign, close }} />;
}

interface FormProps extends Props {
  target: Target | undefined;
  campaign: number | null;
}

const PERIODS: [TargetPeriod, string][] = [
  ["day", "a day"],
  ["week", "a week"],
  ["month", "a month"],
];

function Form({ metric, filters, target, campaign, close }: FormProps) {
  const { change, refusal, isBusy } = useChanging("/targets");
  const [text, setText] = useState(target ? toField(target.value, metric.unit) : "");
  const [period, setPeriod] = useState<TargetPeriod>(target?.period ?? "week");
  const [fault, setFault] = useState<string>();
  const isCount = metric.kind === "count";
  const { value: wrongValue, ...others } = refusal;

  async function save() {
    const value = fromField(text, metric.unit);
    setFault(value === null ? "Enter a number." : undefined);
    if (value === null) return;
    const rule = { value, period: isCount ? period : null };
    const done = await change(() =>
      target
        ? updateTarget(target.id, rule)
        : createTarget(
            { ...rule, metric: metric.name as Target["metric"], campaign_id: campaign },
            { org_id: filters.org_id },
          ),
    );
    if (done) close();
  }

  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Field
        label={`Target of ${metric.label}${campaign === null ? "" : ", this campaign"}`}
        unit={wordOf(metric.unit)}
        required
        inputMode="decimal"
        value={text}
        fault={fault ?? wrongValue}
        onChange={({ target: field }) => {
          setText(field.value);
        }}
      />
      {isCount && <ChoiceField label="In" value={period} choices={PERIODS} onChange={setPeriod} />}
      <Faults faults={Object.values(others)} />
      <div className="panel-row">
        <button type="submit" className="primary" disabled={isBusy}>
          Set
        </button>
        {target && (
          <button
            type="button"
            className="link"
            disabled={isBusy}
            onClick={() => {
              void change(() => deleteTarget(target.id)).then(close);
            }}
          >
            Take it away
          </button>
        )}
      </div>
    </form>
  );
}
