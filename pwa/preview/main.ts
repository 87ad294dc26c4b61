/** The order matters: what keeps data looks for the browser's stores when it is loaded. */
import "../src/style/index.css";
import "./nothing_stored";

void import("./show").then(({ start }) => start());
