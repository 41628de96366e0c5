/**
 * The metrics of one service instance, in a registry of its own: several services in one process don't mix. Counting is one increment in
 * memory; whatever needs a look elsewhere is read when somebody asks for `/metrics`, never before.
 */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { CATALOGUE, type CounterName, type GaugeName, type HistogramName, type Labels } from './catalogue.ts';

/** One value of a gauge that is read when it is asked for. */
export interface Reading<N extends GaugeName> {
  readonly labels: Labels<N>;
  readonly value: number;
}

/** Longest that one reading may take: less than what Prometheus waits for. */
const READING_LIMIT_MS = 3_000;

type Collector = { readonly name: GaugeName; readonly run: () => Promise<void> };

export class Metrics {
  readonly #registry = new Registry();
  readonly #counters = new Map<CounterName, Counter>();
  readonly #gauges = new Map<GaugeName, Gauge>();
  readonly #histograms = new Map<HistogramName, Histogram>();
  readonly #collectors: Collector[] = [];

  /** `service` becomes a label of everything. */
  constructor(service: string) {
    this.#registry.setDefaultLabels({ service });
  }

  readonly contentType = Registry.PROMETHEUS_CONTENT_TYPE;

  /** Counts `by` more. */
  add<N extends CounterName>(name: N, labels: Labels<N>, by = 1): void {
    this.#counter(name).inc({ ...labels }, by);
  }

  /** Sets a gauge. */
  set<N extends GaugeName>(name: N, labels: Labels<N>, value: number): void {
    this.#gauge(name).set({ ...labels }, value);
  }

  /** Adds an observation to a histogram, in its unit (seconds where the name says so). */
  observe<N extends HistogramName>(name: N, labels: Labels<N>, value: number): void {
    this.#histogram(name).observe({ ...labels }, value);
  }

  /**
   * Has a gauge read whenever `/metrics` is asked for; its former values are forgotten then. A reading that fails or takes longer than three
   * seconds leaves the gauge without values and is counted in `scrape_failures_total`.
   */
  collect<N extends GaugeName>(name: N, read: () => Promise<readonly Reading<N>[]> | readonly Reading<N>[]): void {
    const gauge = this.#gauge(name);
    this.#collectors.push({
      name,
      run: async () => {
        const readings = await within(READING_LIMIT_MS, Promise.resolve(read()));
        gauge.reset();
        for (const { labels, value } of readings) gauge.set({ ...labels }, value);
      },
    });
  }

  /** Everything in the text format of Prometheus. */
  async text(): Promise<string> {
    await Promise.all(this.#collectors.map((collector) => this.#run(collector)));
    return await this.#registry.metrics();
  }

  async #run({ name, run }: Collector): Promise<void> {
    try {
      await run();
    } catch {
      this.#gauge(name).reset();
      this.add('scrape_failures_total', { metric: name });
    }
  }

  #counter(name: CounterName): Counter {
    return cached(this.#counters, name, () => new Counter(this.#options(name)));
  }

  #gauge(name: GaugeName): Gauge {
    return cached(this.#gauges, name, () => new Gauge(this.#options(name)));
  }

  #histogram(name: HistogramName): Histogram {
    return cached(this.#histograms, name, () => {
      return new Histogram({ ...this.#options(name), buckets: [...CATALOGUE[name].buckets] });
    });
  }

  #options(name: keyof typeof CATALOGUE) {
    const { help, labels } = CATALOGUE[name];
    return { name, help, labelNames: [...labels], registers: [this.#registry] };
  }
}

function cached<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** The result, or an error after `ms`. */
async function within<T>(ms: number, result: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`There was no answer within ${ms} ms.`)), ms);
  });
  try {
    return await Promise.race([result, limit]);
  } finally {
    clearTimeout(timer);
  }
}
