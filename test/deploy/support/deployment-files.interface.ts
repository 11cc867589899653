/** As much of a compose file as the tests look at. */
export interface Compose {
  name: string;
  services: Record<string, ComposeService>;
}

export interface ComposeService {
  image: string;
  command?: string[];
  build?: { context: string; dockerfile: string };
  environment?: Record<string, string>;
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[] };
  ports?: string[];
  volumes?: string[];
  mem_limit?: string;
  stop_grace_period?: string;
}

export interface CollectorConfig {
  receivers: Record<string, Receiver>;
  processors: Record<string, unknown>;
  exporters: Record<string, unknown>;
  extensions: Record<string, unknown>;
  service: {
    extensions: string[];
    pipelines: Record<string, { receivers: string[]; processors: string[]; exporters: string[] }>;
    telemetry: {
      metrics: { readers: { pull: { exporter: { prometheus: { port: number } } } }[] };
    };
  };
}

interface Receiver {
  protocols: Record<string, { endpoint: string }>;
}

export interface SendingQueue {
  sizer: string;
  queue_size: number;
  num_consumers?: number;
  batch: { sizer?: string; flush_timeout: string; min_size: number; max_size: number };
}

export interface OtlpExporter {
  endpoint: string;
  sending_queue: SendingQueue;
}

export interface LoadBalancingExporter {
  routing_key: string;
  resolver: { dns: { hostname: string; port: string; interval: string } };
  protocol: {
    otlp: { sending_queue: { enabled: boolean }; retry_on_failure: { enabled: boolean } };
  };
  sending_queue: SendingQueue;
  retry_on_failure: Record<string, unknown>;
}

export interface TailSampling {
  decision_wait: string;
  num_traces: number;
  decision_cache: { sampled_cache_size: number; non_sampled_cache_size: number };
  policies: ({ name: string; type: string } & Record<string, unknown>)[];
}

export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string };
  [field: string]: unknown;
}

export interface Workload extends Manifest {
  spec: { template: { metadata: { labels: Record<string, string> }; spec: Pod } };
}

export interface Pod {
  enableServiceLinks?: boolean;
  terminationGracePeriodSeconds: number;
  securityContext: object;
  containers: [Container];
}

export interface Container {
  name: string;
  image: string;
  args: string[];
  ports: { name: string; containerPort: number }[];
  env?: EnvironmentVariable[];
  envFrom?: { configMapRef: { name: string } }[];
  startupProbe?: Probe;
  readinessProbe: Probe;
  livenessProbe: Probe;
  lifecycle: { preStop: { sleep: { seconds: number } } };
  resources: { requests: { cpu: string; memory: string }; limits: { memory: string } };
  securityContext: object;
}

export interface EnvironmentVariable {
  name: string;
  value?: string;
  valueFrom?: {
    secretKeyRef?: { name: string; key: string };
    fieldRef?: { fieldPath: string };
  };
}

export interface Probe {
  httpGet: { path: string; port: string };
}
