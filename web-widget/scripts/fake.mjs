// Runs the fake server for people; build the pages first. PORT chooses the port.
import { runnerImport } from "vite";

await runnerImport("./test/fake/main.ts");
