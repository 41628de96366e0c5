/** `npm run simulate`. */
import { paymentsEngineUrl } from '../campaign/engine-module.ts';
import { runCli } from './run-cli.ts';

process.exitCode = await runCli(process.argv.slice(2), paymentsEngineUrl);
