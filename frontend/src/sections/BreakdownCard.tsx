import { useMemo, useState, type ReactNode } from "react";

import { getGetBreakdownUrl } from "../api/client";
import { Card } from "../components/Card";
import { Failure } from "../components/Failure";
import { Files } from "../components/Files";
import { Icon } from "../components/Icon";
import { formatCount } from "../format";
import { usePrinting } from "../printing";
import { useSection, useShown } from "../shown";
import { useBreakdown } from "./asking";
import { Room } from "./Room";
import { BreakdownTable, MOST_PRINTED } from "./BreakdownTable";
import { ColumnPicker, PhoneColumn, useColumns, type Defaults } from "./columnChoice";
import { hasWords, wordsToFind } from "./finding";
import "../styles/breakdown.css";

interface Props {
  by: "campaign" | "source";
  title: string;
  noun: string;
  /** The filter of the page that a row's name sets. */
  filter: string;
  defaults: Defaults;
  span: 6 | 12;
}

/** Every row of a dimension as a table. */
export function BreakdownCard({ by, title, noun, filter, defaults, span }: Props) {
  const { question, changeFilters } = useShown();
  const { ref, isEnabled } = useSection();
  const query = useBreakdown(by, question, isEnabled);
  const answer = query.data;
  const isPrinting = usePrinting();
  const [search, setSearch] = useState("");
  const words = useMemo(() => wordsToFind(search), [search]);
  const choice = useColumns(title.toLowerCase(), defaults, Boolean(answer?.previous));
  const rows = useMemo(
    () => answer?.rows.filter(({ label }) => hasWords(label, words)) ?? [],
    [answer, words],
  );
  const isSearched = by === "campaign" && answer !== undefined && answer.rows.length > 1;
  const isFiltered = Boolean((question as Record<string, unknown>)[filter]);
  return (
    <Card
      ref={ref}
      id={title.toLowerCase()}
      title={title}
      span={span}
      className="table-card"
      isStale={query.isStale}
      failure={
        query.failure && (
          <Failure
            error={query.failure}
            what={`The ${title.toLowerCase()}`}
            onRetry={query.refetch}
          />
        )
      }
      nothing={
        answer && !answer.rows.length && `No ${noun.toLowerCase()} had a call in these dates.`
      }
      actions={
        <>
          <ColumnPicker title={title} {...choice} />
          <Files
            label={title}
            filters={answer && { ...question, by }}
            addressOf={getGetBreakdownUrl}
          />
        </>
      }
    >
      {answer ? (
        <>
          <div className="table-tools">
            {isSearched && (
              <Search title={title} search={search} onSearch={setSearch}>
                {words.length > 0 &&
                  `${formatCount(rows.length)} of ${formatCount(answer.rows.length)}`}
              </Search>
            )}
            {isFiltered && (
              <button
                type="button"
                className="link"
                onClick={() => {
                  changeFilters({ [filter]: undefined });
                }}
              >
                Show all {title.toLowerCase()}
              </button>
            )}
            <PhoneColumn title={title} {...choice} />
          </div>
          <BreakdownTable
            {...{ title, noun, by, filter, answer, rows, words }}
            columns={choice.shown}
            isNarrow={span < 12}
          />
          {!rows.length && (
            <p className="note">
              No {noun.toLowerCase()} has “{search.trim()}” in its name.
            </p>
          )}
          <p className="key">
            Bar: the rate. Line: its 95% interval; the wider, the paler the bar. Dashes: all
            together. No bar under 10.
            {isPrinting &&
              rows.length > MOST_PRINTED &&
              ` The first ${MOST_PRINTED} of ${formatCount(rows.length)}.`}
          </p>
        </>
      ) : (
        !query.failure && <Room className="table-skeleton" isAwaited={isEnabled} />
      )}
    </Card>
  );
}

interface SearchProps {
  title: string;
  search: string;
  onSearch: (search: string) => void;
  /** How many were found. */
  children: ReactNode;
}

function Search({ title, search, onSearch, children }: SearchProps) {
  const label = `Search ${title.toLowerCase()}`;
  return (
    <>
      <label className="search">
        <Icon name="search" />
        <span className="visually-hidden">{label}</span>
        <input
          type="search"
          placeholder={label}
          value={search}
          onChange={(event) => {
            onSearch(event.target.value);
          }}
        />
      </label>
      <span className="note" role="status">
        {children}
      </span>
    </>
  );
}
