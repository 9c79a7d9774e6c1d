import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import "./styles";

import { goTo, initialFilters, lastOrganization } from "./address";
import { Page } from "./components/Page";
import { StartContext } from "./context";
import { isTransient, signChanges } from "./request";
import { readStart } from "./start";
const start = readStart();
signChanges(start.csrf_token);
goTo(initialFilters(location.search, start, lastOrganization()), "replace");

const RETRY_MS = 20_000;

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // A browser that believes it is offline still asks, and says so where no answer comes.
      networkMode: "always",
      // Numbers say of when they are; coming back to the window does not change them unasked.
      refetchOnWindowFocus: false,
      staleTime: 60_000,
      retry: (failures, error) => failures < 2 && isTransient(error),
      // What failed is asked again when the connection is back, and where only the server was gone.
      refetchOnReconnect: ({ state }) => state.status === "error",
      refetchInterval: ({ state }) => isTransient(state.error) && RETRY_MS,
    },
  },
});

const root = document.getElementById("page");
if (!root) throw new Error("The page was served without a place to draw on.");
createRoot(root).render(
  <StrictMode>
    <StartContext value={start}>
      <QueryClientProvider client={queryClient}>
        <Page />
      </QueryClientProvider>
    </StartContext>
  </StrictMode>,
);
