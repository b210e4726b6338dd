import type { ExecutionQuery, ExecutionService, ImageRecord } from '../../lib/execution/image-builder.ts';
import { NotFound, UpstreamRejected } from '../../lib/problem/errors.ts';

export interface FakeExecutionService extends ExecutionService {
  /** What was started, in order. */
  readonly started: {
    readonly pipeline: string;
    readonly tags: Readonly<Record<string, string>>;
    readonly clientToken: string;
  }[];
  /** ARNs that were cancelled, in order. */
  readonly cancelled: string[];
  /** What was asked of the list, in order. */
  readonly listed: ExecutionQuery[];
  /** By ARN, in the order of the list. */
  readonly images: Map<string, ImageRecord>;
}

const home = 'arn:aws:imagebuilder:eu-west-1:111122223333';

/** An image of a build of the recipe `web` 1.4.0 for a pipeline. */
export function imageOf(pipeline: string, build: number, more: Partial<ImageRecord> = {}): ImageRecord {
  return {
    arn: `${home}:image/web/1.4.0/${build}`,
    name: 'web',
    version: `1.4.0/${build}`,
    platform: 'Linux',
    state: { status: 'BUILDING' },
    sourcePipelineArn: `${home}:image-pipeline/${pipeline}`,
    buildType: 'USER_INITIATED',
    dateCreated: '2026-11-22T11:58:30.500Z',
    tags: {},
    ...more,
  };
}

/** The executions of an Image Builder in a map: a run stays as it is until it is cancelled. Single operations can be replaced. */
export function fakeExecutionService(replaced: Partial<ExecutionService> = {}): FakeExecutionService {
  const images = new Map<string, ImageRecord>();
  const started: FakeExecutionService['started'] = [];
  const cancelled: string[] = [];
  const listed: ExecutionQuery[] = [];
  const imageAt = (arn: string): ImageRecord => {
    const image = images.get(arn);
    if (image === undefined) throw new NotFound('There is no execution of this ARN.');
    return image;
  };
  return {
    started,
    cancelled,
    listed,
    images,
    async startExecution(pipeline, tags, { clientToken }) {
      started.push({ pipeline, tags, clientToken });
      const image = imageOf(pipeline, images.size + 1, { state: { status: 'PENDING' }, tags });
      images.set(image.arn, image);
      return { arn: image.arn };
    },
    async listExecutions(pipeline, query) {
      listed.push(query);
      const all = [...images.values()].filter((image) => image.sourcePipelineArn === `${home}:image-pipeline/${pipeline}`);
      const from = Number(query.nextToken ?? 0);
      const to = from + query.maxResults;
      return { records: all.slice(from, to), ...(to < all.length ? { nextToken: String(to) } : {}) };
    },
    async getExecution(arn) {
      return imageAt(arn);
    },
    async cancelExecution(arn) {
      const image = imageAt(arn);
      if (image.state?.status !== 'BUILDING') throw new UpstreamRejected('The image is in a terminal state.');
      cancelled.push(arn);
      images.set(arn, { ...image, state: { status: 'CANCELLED' } });
    },
    ...replaced,
  };
}
