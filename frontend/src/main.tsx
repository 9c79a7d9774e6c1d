// Loads the application. Django names this file anew for each version of it, and so nothing else may
// import it: what others share lies in a file whose name they know.
import "./app";
