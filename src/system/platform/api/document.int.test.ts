/** The OpenAPI document and the services say the same: every route is documented, everything documented is served. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SERVICE_NAMES } from '../../config.ts';
import { startEnvironment, type TestEnvironment } from '../../testing/environment.ts';
import { type AllServices, startAll, stopAll } from '../../testing/services.ts';
import { accessOf, documentOf, operationsOfService } from './document.ts';

let environment: TestEnvironment;
let services: AllServices;

beforeAll(async () => {
  environment = await startEnvironment();
  services = await startAll(environment.config());
});

afterAll(async () => {
  await stopAll(services);
  await environment.close();
});

test.each(SERVICE_NAMES)('%s serves what is documented, and nothing else', (name) => {
  const served = (services[name].routes ?? [])
    .filter(({ method }) => method !== 'HEAD')
    .map(({ method, path }) => `${method} ${path}`);
  const documented = operationsOfService(name).map(({ method, path }) => `${method} ${path}`);
  expect(served.toSorted()).toEqual(documented.toSorted());
});

test.each(SERVICE_NAMES)('%s serves its part of the document', async (name) => {
  const answer = await fetch(`${services[name].address}/openapi.json`);
  expect(await answer.json()).toEqual(JSON.parse(JSON.stringify(documentOf(name))));
});

test('every route of operators needs their scope', () => {
  const admin = SERVICE_NAMES.flatMap(operationsOfService).filter(({ path }) => path.startsWith('/api/v1/admin'));
  for (const { method, path } of admin) expect(accessOf(method, path)?.scope).toBe('admin');
});
