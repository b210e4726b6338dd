import { type CreateImagePipelineCommandInput, ImagebuilderClient } from '@aws-sdk/client-imagebuilder';
import { onTestFinished } from 'vitest';
import { type ImageBuilderSettings, type RunningImageBuilder, startImageBuilder } from '../../../infra/image-builder/server.ts';

export interface Running {
  readonly server: RunningImageBuilder;
  readonly client: ImagebuilderClient;
  /** Moves the clock of the server, which stands still otherwise. */
  pass(seconds: number): void;
}

export const startOfTime = '2026-11-21T09:00:00.123Z';

/** A server and an SDK client for one test; both are closed when it ends. */
export async function running(settings: Partial<ImageBuilderSettings> = {}): Promise<Running> {
  let now = new Date(startOfTime).getTime();
  const server = await startImageBuilder({ port: 0, clock: () => new Date(now), ...settings });
  const client = clientOf(server.url);
  onTestFinished(async () => {
    client.destroy();
    await server.close();
  });
  return {
    server,
    client,
    pass(seconds) {
      now += seconds * 1000;
    },
  };
}

export function clientOf(url: string): ImagebuilderClient {
  return new ImagebuilderClient({
    endpoint: url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
}

export function arn(path: string): string {
  return `arn:aws:imagebuilder:eu-west-1:111122223333:${path}`;
}

/** The smallest pipeline that the starting catalogue allows. */
export const minimal = {
  name: 'Web Base',
  imageRecipeArn: arn('image-recipe/web/1.4.0'),
  infrastructureConfigurationArn: arn('infrastructure-configuration/std'),
} satisfies Partial<CreateImagePipelineCommandInput>;
