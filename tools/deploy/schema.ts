/**
 * Holds Kubernetes manifests against the schemas of the API. These allow fields that they do not know, as the API does (it drops them), so
 * a misspelt field would pass; therefore it is also noticed which fields the validation never looked at.
 */
import { Deployment } from 'kubernetes-models/apps/v1';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2';
import { Job } from 'kubernetes-models/batch/v1';
import { Ingress, NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { ConfigMap, Namespace, PersistentVolumeClaim, Secret, Service } from 'kubernetes-models/v1';
import type { Fields } from './documents.ts';

/** What a class of the schemas can do; its constructor would copy the manifest, and look at everything. */
interface Model {
  validate(): void;
}

const MODELS: readonly { readonly apiVersion: string; readonly kind: string; new (): Model }[] = [
  ConfigMap,
  Deployment,
  HorizontalPodAutoscaler,
  Ingress,
  Job,
  Namespace,
  NetworkPolicy,
  PersistentVolumeClaim,
  PodDisruptionBudget,
  Secret,
  Service,
];

/** The problems of a manifest; none when it is right. */
export function manifestProblems(manifest: Fields): readonly string[] {
  const { apiVersion, kind } = manifest;
  const Found = MODELS.find((one) => one.apiVersion === apiVersion && one.kind === kind);
  if (Found === undefined)
    return [`There is no schema for ${String(apiVersion)} ${String(kind)} in tools/deploy/schema.ts.`];
  const seen = new Set<string>();
  try {
    watch(Object.assign(new Found(), manifest), '', seen).validate();
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
  return unseen(manifest, '', seen).map((path) => `${path} is no field of ${String(kind)}`);
}

/** The same object, which notes the paths of all fields that are looked at. */
function watch<T extends object>(value: T, path: string, seen: Set<string>): T {
  return new Proxy(value, {
    get: (target, key, receiver): unknown => {
      const found: unknown = Reflect.get(target, key, receiver);
      if (typeof key !== 'string') return found;
      seen.add(`${path}/${key}`);
      return typeof found === 'object' && found !== null ? watch(found, `${path}/${key}`, seen) : found;
    },
  });
}

function unseen(value: unknown, path: string, seen: ReadonlySet<string>): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]): readonly string[] => {
    const here = `${path}/${key}`;
    return Array.isArray(value) || seen.has(here) ? unseen(item, here, seen) : [here];
  });
}
