// Asking for imports, and changing them: with the token that shows that it is this page that asks.
import { useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";

import type { ImportableKind, ImportDetail, ImportOptions, Imports } from "../api/model";
import { request } from "../request";
import { isActive } from "./states";

const LIST_MS = 3000;
const ONE_MS = 700;
const KEY = "imports";

const listKey = (organization: number) => [KEY, organization] as const;
const oneKey = (id: number) => [KEY, "one", id] as const;

/** The newest imports, asked again as long as somebody works at one. */
export function useImports(organization: number) {
  return useQuery({
    queryKey: listKey(organization),
    queryFn: ({ signal }) => request<Imports>(`/imports?org_id=${organization}`, { signal }),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.imports.some(isActive) ? LIST_MS : false),
  });
}

/** One import, asked again as long as somebody works at it; then the numbers are new. */
export function useImport(id: number) {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: oneKey(id),
    queryFn: ({ signal }) => request<ImportDetail>(`/imports/${id}`, { signal }),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data && isActive(state.data) ? ONE_MS : false),
  });
  const state = query.data?.state;
  const before = useRef(state);
  useEffect(() => {
    const wasActive = before.current && isActive({ state: before.current });
    if (wasActive && (state === "done" || state === "undone")) void renewNumbers(client);
    before.current = state;
  }, [client, state]);
  return query;
}

/** Has everything else of the page asked for anew. */
function renewNumbers(client: QueryClient) {
  return client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== KEY });
}

/** What is done with imports; each answers the import as it is then, and shows it. */
export function useChanges(organization: number, token: string) {
  const client = useQueryClient();
  const show = (upload: ImportDetail) => {
    client.setQueryData(oneKey(upload.id), upload);
    void client.invalidateQueries({ queryKey: listKey(organization) });
    return upload;
  };
  const send = async (path: string, method: string, body: FormData | object) => {
    const headers: Record<string, string> = { "X-CSRFToken": token };
    const isForm = body instanceof FormData;
    if (!isForm) headers["Content-Type"] = "application/json";
    const content = isForm ? body : JSON.stringify(body);
    return show(await request<ImportDetail>(path, { method, headers, body: content }));
  };
  return {
    upload(kind: ImportableKind, profile: string, file: File) {
      const form = new FormData();
      form.set("kind", kind);
      if (profile) form.set("profile", profile);
      form.set("file", file);
      return send(`/imports?org_id=${organization}`, "POST", form);
    },
    read: (id: number, options: ImportOptions) => send(`/imports/${id}`, "PATCH", { options }),
    start: (id: number, skip_bad_rows: boolean) =>
      send(`/imports/${id}/start`, "POST", { skip_bad_rows }),
    undo: (id: number) => send(`/imports/${id}/undo`, "POST", {}),
  };
}

export type Changes = ReturnType<typeof useChanges>;
