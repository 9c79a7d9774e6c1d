import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useCallback } from "react";

import type { ApplicationPage, CallPage, ReviewPage } from "../api/model";
import { request } from "../request";
import { pathOf } from "../rows";
import type { Row } from "./rowColumns";

type RowPage = CallPage | ApplicationPage | ReviewPage;

/** The rows of an address as far as they were fetched, and what the first page says of all of them. */
export function useRows(address: string) {
  const query = useInfiniteQuery({
    queryKey: ["rows", address],
    queryFn: ({ pageParam, signal }) => request<RowPage>(pageParam, { signal }),
    initialPageParam: address,
    getNextPageParam: (page) => page.next && pathOf(page.next),
    // Rows of before stay, marked, until those of another search or order are there.
    placeholderData: keepPreviousData,
  });
  const { data, isPlaceholderData, isFetching, isFetchNextPageError, hasNextPage } = query;
  const { fetchNextPage, refetch } = query;
  const first = data?.pages[0];
  const canReadOn = hasNextPage && !isFetching && !isPlaceholderData && !isFetchNextPageError;
  const readOn = useCallback(() => {
    if (canReadOn) void fetchNextPage();
  }, [canReadOn, fetchNextPage]);
  return {
    rows: data?.pages.flatMap((page): Row[] => page.results),
    count: first?.count ?? 0,
    candidates: first?.candidates ?? 0,
    hasMore: hasNextPage,
    /** The rows are not those that were asked for. */
    isStale: isPlaceholderData,
    error: query.error,
    /** Fetches the next page, where there is one and nothing is on its way. */
    readOn,
    retry: () => void (isFetchNextPageError ? fetchNextPage() : refetch()),
  };
}
