/**
 * A trial of the running system, from outside: customers pay, refund and cancel over HTTP while each service is killed once, and in the end
 * services and providers are asked whether anything was lost or done twice.
 */
import { setTimeout } from 'node:timers/promises';
import { allReady } from '../demo.ts';
import { differences, type TriedCustomer } from './books.ts';
import { Customer, type TrialUrls } from './customer.ts';

export interface Trial {
  readonly urls: TrialUrls;
  /** What is killed, one after the other, and where each answers. */
  readonly services: readonly { readonly name: string; readonly url: string }[];
  /** Kills a service in a way that leaves it no time, such as SIGKILL; somebody starts it again. */
  readonly kill: (name: string) => void;
  readonly say: (line: string) => void;
}

const CUSTOMERS = 4;
/** Services that are killed at the same moment. */
const TOGETHER = 3;
const LOOK_EVERY_MS = 100;

/** Plays a trial; true when everything is as it should be. What is found is said. */
export async function playTrial({ urls, services, kill, say }: Trial): Promise<boolean> {
  const customers = Array.from({ length: CUSTOMERS }, () => new Customer(urls));
  await Promise.all(customers.map((customer) => customer.begin()));
  say(`Trial: ${CUSTOMERS} customers pay while each service is killed once.`);
  const closing = new AbortController();
  const shopping = Promise.all(customers.map((customer) => customer.shop(closing.signal)));
  const killing = killAll(services, customers, (name) => {
    say(`  kill -9 ${name}`);
    kill(name);
  });
  await Promise.all([shopping, killing.finally(() => closing.abort())]);
  const reports = await Promise.all(customers.map((customer) => customer.report()));
  const wrong = differences(reports);
  for (const line of wrong) say(`✗ ${line}`);
  say(summary(reports, services.length, wrong.length));
  return wrong.length === 0;
}

/** Some services after some others, each time when those are back and the customers have got on. */
async function killAll(
  services: Trial['services'],
  customers: readonly Customer[],
  kill: (name: string) => void,
): Promise<void> {
  await progress(customers);
  for (let first = 0; first < services.length; first += TOGETHER) {
    const some = services.slice(first, first + TOGETHER);
    for (const { name } of some) kill(name);
    await allReady(some.map(({ url }) => url));
    await progress(customers);
  }
}

/** Resolves when as many orders as there are customers have come to an end. */
async function progress(customers: readonly Customer[]): Promise<void> {
  const orders = () => customers.reduce((sum, customer) => sum + customer.orders, 0);
  const enough = orders() + customers.length;
  while (orders() < enough) await setTimeout(LOOK_EVERY_MS);
}

function summary(reports: readonly TriedCustomer[], kills: number, wrong: number): string {
  const payments = reports.flatMap((report) => report.payments);
  const outcomes = [...Map.groupBy(payments, ({ status }) => status.toLowerCase())].map(
    ([status, all]) => `${all.length} ${status}`,
  );
  const refunds = payments.filter(({ refunded }) => refunded > 0).length;
  const what = `${payments.length} payments (${outcomes.join(', ')}), ${refunds} refunds, ${kills} services killed`;
  return wrong === 0
    ? `✓ ${what}: nothing is lost and nothing was done twice, by wallets and by the books of the providers.`
    : `✗ ${what}: ${wrong} things are not as they should be.`;
}
