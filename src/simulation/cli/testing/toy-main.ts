/** The command line on the toy engine, for tests that start it as a user would. */
import { toyEngineUrl } from '../../campaign/testing/toy-engine.ts';
import { runCli } from '../run-cli.ts';

process.exitCode = await runCli(process.argv.slice(2), toyEngineUrl);
