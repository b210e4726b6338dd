import { arnOf } from './pipelines.ts';
import type { StartedImagegate } from './start.ts';

type HeadersToSend = Readonly<Record<string, string>>;

/** The pipelines of an imagegate in a process of its own, and what stands behind it, asked past it. */
export function startedApi(imagegate: () => StartedImagegate) {
  async function control(method: string, path: string, body?: unknown): Promise<ReturnType<typeof JSON.parse>> {
    const init = { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const response = await fetch(`${imagegate().imageBuilderUrl}/_control/${path}`, init);
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return JSON.parse(await response.text());
  }

  return {
    /** Sends a request for a path behind `/v1/pipelines`. */
    async call(method: string, path: string, body?: unknown, headers: HeadersToSend = {}) {
      const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
      const response = await fetch(`${imagegate().url}/v1/pipelines${path}`, {
        method,
        headers: { ...(body === undefined ? {} : { 'content-type': type }), ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, headers: response.headers, json: JSON.parse((await response.text()) || 'null') };
    },

    /** Orders faults and time, and counts calls. */
    control,

    /** The pipeline as the service holds it. */
    async held(name: string): Promise<ReturnType<typeof JSON.parse>> {
      const arn = encodeURIComponent(arnOf('image-pipeline', name));
      const response = await fetch(`${imagegate().imageBuilderUrl}/GetImagePipeline?imagePipelineArn=${arn}`);
      return JSON.parse(await response.text()).imagePipeline;
    },

    async callsOf(operation: string): Promise<number> {
      return (await control('GET', 'calls')).calls[operation] ?? 0;
    },
  };
}
