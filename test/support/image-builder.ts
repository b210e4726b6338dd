import type { ExecutionService } from '../../lib/execution/image-builder.ts';
import { createImageBuilder } from '../../lib/image-builder/client.ts';
import { executionCancellation, executionListing, executionReading, executionStart } from '../../lib/image-builder/executions.ts';
import {
  pipelineChange,
  pipelineCreation,
  pipelineDeletion,
  pipelineListing,
  pipelineReading,
} from '../../lib/image-builder/pipelines.ts';
import { referenceReading } from '../../lib/image-builder/references.ts';
import type { ImageBuilder } from '../../lib/pipeline/stored/image-builder.ts';
import type { Deployment } from '../../lib/service/settings.ts';

/** Every call of both ports, with the SDK behind it. */
export function wholeImageBuilder(deployment: Deployment): ImageBuilder & ExecutionService {
  const pipelines = [pipelineCreation, pipelineReading, pipelineListing, pipelineChange, pipelineDeletion] as const;
  const executions = [executionStart, executionListing, executionReading, executionCancellation] as const;
  return createImageBuilder(deployment, ...pipelines, referenceReading, ...executions);
}
