/**
 * One payment provider on this machine, for development:
 *
 *   node src/simulation/payments/provider/main.ts --name stripe --port 4001 \
 *     --webhook http://127.0.0.1:3003/api/v1/webhooks/stripe --secret whsec_dev [--latency 50]
 *
 * Its books are in memory and end with it. Tokens that end in `_declined` are declined, in `_action` wait for
 * `POST /v1/charges/:id/complete-action {"outcome": "succeed"}`. With `--faults`, a JSON list, calls go wrong as in a simulated run:
 *
 *   --faults '[{"verb":"provider","provider":"stripe","operation":"confirm","nth":1,"behaviour":"timeout-lost"}]'
 */
import { parseArgs } from 'node:util';
import { FaultCatalogue } from '../../world/index.ts';
import { type FaultOfProvider, PROVIDER_FAULTS } from './faults.ts';
import { startProvider } from './server.ts';

const USAGE =
  'Usage: main.ts --name stripe|paypal|adyen --port 4001 [--host 127.0.0.1] [--webhook URL --secret TEXT] [--latency MS] [--faults JSON]';

/** @throws if it is not a list of faults */
function faultsIn(text: string): readonly FaultOfProvider[] {
  const catalogue = new FaultCatalogue<FaultOfProvider>(PROVIDER_FAULTS);
  const list: unknown = JSON.parse(text);
  if (!Array.isArray(list)) throw new Error(`--faults is not a list. ${USAGE}`);
  return list.map((fault: unknown) => {
    if (catalogue.is(fault)) return fault;
    throw new Error(`--faults: ${JSON.stringify(fault)} is no fault of a provider. ${USAGE}`);
  });
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : undefined;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      name: { type: 'string' },
      port: { type: 'string' },
      webhook: { type: 'string' },
      secret: { type: 'string' },
      latency: { type: 'string', default: '50' },
      host: { type: 'string', default: '127.0.0.1' },
      faults: { type: 'string', default: '[]' },
    },
  });
  const port = wholeNumber(values.port);
  const latency = wholeNumber(values.latency);
  const { name, webhook: url, secret } = values;
  const isHalf = (url === undefined) !== (secret === undefined);
  if (name === undefined || port === undefined || latency === undefined || isHalf) throw new Error(USAGE);
  const provider = await startProvider({
    name,
    port,
    host: values.host,
    faults: faultsIn(values.faults),
    workMs: { min: latency, max: latency },
    ...(url === undefined || secret === undefined ? {} : { webhook: { url, secret } }),
  });
  console.log(`${name} answers on ${provider.address}${url === undefined ? '' : ` and tells ${url}`}.`);
  const stop = (): void => void provider.stop().then(() => process.exit(0));
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(2);
});
