import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SERVICES } from '../../generated/contracts/index.ts';
import { configurationVariables } from '../../src/system/config.ts';
import { at, document, documents, type Fields, fields, filesIn, list, ROOT, read } from './documents.ts';
import { manifestProblems } from './schema.ts';

const FOLDER = 'deploy/kubernetes';
const files = filesIn(FOLDER).filter((path) => !path.endsWith('kustomization.yaml'));
const manifests: readonly (readonly [string, Fields])[] = files.flatMap((path) =>
  documents(path).map((one) => [`${path} ${String(one['kind'])} ${String(at(one, 'metadata', 'name'))}`, one] as const),
);

function find(kind: string, name: string): Fields {
  return manifests.find(([, one]) => one['kind'] === kind && at(one, 'metadata', 'name') === name)?.[1] ?? {};
}

const container = (service: string): Fields =>
  fields(at(find('Deployment', service), 'spec', 'template', 'spec', 'containers', 0));
const variables = new Map(configurationVariables().map((variable) => [variable.name, variable]));

describe('the Kubernetes manifests', () => {
  test.each(manifests)('%s matches the schema of the API', (_, manifest) =>
    expect(manifestProblems(manifest)).toEqual([]),
  );

  test('a misspelt field and a wrong value are noticed', () => {
    const right = find('Deployment', 'payment');
    const spec = fields(right['spec']);
    expect(manifestProblems({ ...right, spec: { ...spec, replica: 3 } })).toEqual([
      '/spec/replica is no field of Deployment',
    ]);
    expect(manifestProblems({ ...right, spec: { ...spec, strategy: { type: 'rolling' } } }).join()).toContain(
      'strategy',
    );
  });

  test('all of them are applied', () => {
    const resources = list(document(`${FOLDER}/kustomization.yaml`)['resources']);
    expect(resources.map((name) => `${FOLDER}/${String(name)}`).sort()).toEqual([...files].sort());
  });

  test.each([...SERVICES])(
    '%s runs as its service, on its port, with probes, as nobody, and ends in peace',
    (service) => {
      const deployment = find('Deployment', service);
      const { args, ports, ...rest } = container(service);
      const port = Number(variables.get(`${service.toUpperCase()}_PORT`)?.default);
      expect(args).toEqual(['--service', service]);
      expect(ports).toEqual([{ name: 'http', containerPort: port }]);
      expect(at(deployment, 'spec', 'template', 'metadata', 'annotations', 'prometheus.io/port')).toBe(String(port));
      expect(at(find('Service', service), 'spec', 'ports', 0)).toEqual({ name: 'http', port, targetPort: 'http' });
      expect(rest).toMatchObject({
        livenessProbe: { httpGet: { path: '/health/live', port: 'http' } },
        readinessProbe: { httpGet: { path: '/health/ready', port: 'http' }, successThreshold: 3, failureThreshold: 3 },
        startupProbe: { httpGet: { path: '/health/live' } },
        lifecycle: { preStop: expect.anything() },
        resources: { requests: expect.anything(), limits: { memory: expect.anything() } },
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
      });
      expect(at(deployment, 'spec', 'template', 'spec')).toMatchObject({
        terminationGracePeriodSeconds: 60,
        securityContext: { runAsNonRoot: true, runAsUser: 1000 },
      });
    },
  );

  test.each([
    ['payment', 3, 20],
    ['wallet', 5, 15],
    ['gateway', 2, 10],
  ])('%s is scaled from %i to %i, by lag and processor', (service, minReplicas, maxReplicas) => {
    const autoscaler = find('HorizontalPodAutoscaler', service);
    expect(autoscaler['spec']).toMatchObject({
      scaleTargetRef: { kind: 'Deployment', name: service },
      minReplicas,
      maxReplicas,
    });
    const metrics = list(at(autoscaler, 'spec', 'metrics'));
    expect(metrics).toContainEqual(
      expect.objectContaining({
        type: 'External',
        external: expect.objectContaining({
          metric: { name: 'kafka_consumer_lag', selector: { matchLabels: { group: service } } },
        }),
      }),
    );
    expect(metrics).toContainEqual({
      type: 'Resource',
      resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } },
    });
    expect(at(find('Deployment', service), 'spec', 'replicas')).toBeUndefined();
    expect(at(find('PodDisruptionBudget', service), 'spec', 'selector', 'matchLabels')).toEqual(
      at(find('Deployment', service), 'spec', 'selector', 'matchLabels'),
    );
  });

  test('everything is configured by variables that exist, and secrets are in the secret only', () => {
    const plain = Object.keys(fields(find('ConfigMap', 'temblor')['data']));
    const secret = Object.keys(fields(find('Secret', 'temblor')['stringData']));
    expect(plain.concat(secret).filter((name) => !known(name))).toEqual([]);
    expect(plain.filter((name) => variables.get(name)?.secret === true)).toEqual([]);
    expect(plain.concat(secret)).toEqual(expect.arrayContaining(['DATABASE_URL', 'KAFKA_BROKERS']));
  });

  test('the schema is migrated by a job that tries again', () => {
    const job = find('Job', 'migration');
    expect(at(job, 'spec', 'template', 'spec', 'containers', 0, 'args')).toEqual(['migrate']);
    expect(at(job, 'spec', 'template', 'spec', 'restartPolicy')).toBe('OnFailure');
  });

  const kustomize = spawnSync('kubectl', ['kustomize', '--help']).status === 0;
  test.runIf(kustomize)('kustomize puts them together', () => {
    const all = execFileSync('kubectl', ['kustomize', join(ROOT, FOLDER)], { encoding: 'utf8' });
    expect(all.match(/^kind: /gm)).toHaveLength(manifests.length);
    expect(all).not.toMatch(/image: temblor$/m);
  });

  test('the way in leads to nothing that is for operators', () => {
    const paths = list(at(find('Ingress', 'api'), 'spec', 'rules', 0, 'http', 'paths')).map((path) => at(path, 'path'));
    expect(paths).toEqual(['/api/v1/payments', '/api/v1/wallets', '/api/v1/webhooks']);
    expect(read('deploy/haproxy.cfg')).toContain('deny_status 404 if { path_beg /metrics /api/v1/admin }');
  });
});

/** Variables of a family exist for every name. */
function known(name: string): boolean {
  const families = [...variables.values()].flatMap(({ family }) => (family === undefined ? [] : [family]));
  const patterns = families.map((family) => new RegExp(`^${family.replace('<NAME>', '[A-Z]+')}$`));
  return variables.has(name) || patterns.some((pattern) => pattern.test(name));
}
