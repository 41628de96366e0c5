/** `npm run test:compose`: what the compose file starts, held to the five scenarios over HTTP. */
import { AssertionError } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { ComposeDeployment } from './compose.ts';
import { acceptanceScenarios } from './scenarios/index.ts';

const HELP = `Usage: npm run test:compose -- [--env-file FILE] [--no-build] [--keep] [--scenario NAME]…

Builds the image, starts everything with Docker Compose, plays the five scenarios against it over HTTP, and ends it again.

  --env-file FILE   for Compose, such as deploy/local-images/images.env for images that were built on this machine
  --no-build        takes the image that is there
  --keep            leaves it running
  --scenario NAME   only this one; may be given several times

Exit codes: 0 everything holds, 1 something does not, 2 wrong usage or no Docker Compose.`;
const EXIT_USAGE = 2;

async function play(deployment: ComposeDeployment, names: readonly string[]): Promise<boolean> {
  let allHold = true;
  for (const scenario of acceptanceScenarios) {
    const { name, claim } = scenario;
    if (names.length > 0 && !names.includes(name)) continue;
    const begun = performance.now();
    const problem = await scenario.play(deployment).then(
      () => undefined,
      (error: unknown) => (error instanceof AssertionError ? error.message : String(error)),
    );
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    console.log(`${problem === undefined ? '✓' : '✗'} ${name} (${seconds} s): ${claim}`);
    if (problem !== undefined) console.log(problem.replaceAll(/^/gm, '    '));
    allHold &&= problem === undefined;
  }
  return allHold;
}

/** What is missing here; undefined when nothing is. */
function missing(): string | undefined {
  try {
    execFileSync('docker', ['compose', 'version'], { stdio: 'pipe' });
    execFileSync('docker', ['version'], { stdio: 'pipe' });
    return undefined;
  } catch (error) {
    const why = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
    return `Docker Compose cannot be used here: ${why}\nWhat to do: install Docker with its Compose plugin, and start the engine.`;
  }
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      'env-file': { type: 'string' },
      keep: { type: 'boolean', default: false },
      'no-build': { type: 'boolean', default: false },
      scenario: { type: 'string', multiple: true, default: [] },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const known = acceptanceScenarios.map(({ name }) => name);
  const stranger = values.scenario.find((name) => !known.includes(name));
  if (stranger !== undefined) throw new Error(`There is no scenario "${stranger}". There are: ${known.join(', ')}.`);
  const problem = missing();
  if (problem !== undefined) throw new Error(problem);
  return await tryOut(new ComposeDeployment(values['env-file']), {
    build: !values['no-build'],
    keep: values.keep,
    names: values.scenario,
  });
}

interface Wanted {
  readonly build: boolean;
  readonly keep: boolean;
  /** Of scenarios; none means all. */
  readonly names: readonly string[];
}

async function tryOut(deployment: ComposeDeployment, { build, keep, names }: Wanted): Promise<number> {
  try {
    await deployment.start({ build });
    const holds = await play(deployment, names);
    if (!holds) console.log(await deployment.logs());
    return holds ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.log(await deployment.logs());
    return 1;
  } finally {
    if (!keep) await deployment.stop();
  }
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    console.error(HELP);
    process.exitCode = EXIT_USAGE;
  },
);
