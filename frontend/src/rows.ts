// The rows behind a number: which they are, and where they are asked for.
import { createContext, useContext } from "react";

import { getListApplicationsUrl, getListCallsUrl, getListReviewsUrl } from "./api/client";
import type {
  Filters as Resolved,
  ListApplicationsParams,
  ListCallsParams,
  ListReviewsParams,
  RowKind,
} from "./api/model";

export interface RowsQuestion {
  /** What the rows are behind, as the page calls it. */
  title: string;
  rows: RowKind;
  metric: string;
  /** One bucket of a chart instead of the whole range. */
  bucketStart?: string;
  /** One value of a dimension instead of all. */
  cell?: { by: string; value: string };
}

/** What readers ask of the rows themselves. */
export interface RowsChoice {
  /** Only rows that name this. */
  search?: string;
  /** A column, with - from its end; none is the server's own order. */
  order?: string;
}

type Parameters = ListCallsParams & ListApplicationsParams & ListReviewsParams;

const ADDRESSES: Record<RowKind, (parameters: Parameters) => string> = {
  calls: getListCallsUrl,
  applications: getListApplicationsUrl,
  reviews: getListReviewsUrl,
};

/** Filters as the server resolved them, as parameters of another question about the same. */
export function parametersOf(filters: object): Record<string, unknown> {
  // What was not chosen is null, which no parameter says.
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== null));
}

/** The address of the first page of rows, in filters as the server resolved them. */
export function rowsAddress(
  filters: Resolved,
  { rows, metric, bucketStart, cell }: RowsQuestion,
  choice: RowsChoice = {},
): string {
  const bucket = bucketStart === undefined ? {} : { bucket_start: bucketStart };
  const asked = { ...parametersOf(filters), metric, ...bucket, ...cell, ...choice };
  return ADDRESSES[rows](asked as Parameters);
}

/** The server names itself in the address of the next page; the browser knows it by another name
 * where a proxy is in between. */
export function pathOf(address: string): string {
  const { pathname, search } = new URL(address, location.href);
  return pathname + search;
}

export type OpenRows = (question: RowsQuestion) => void;

export const RowsContext = createContext<OpenRows | null>(null);

/** A function that shows the rows behind a number; null where they cannot be shown. */
export const useOpenRows = () => useContext(RowsContext);
