/*
 * What Image Builder takes, where more than one part of imagegate has to know it. Source, where nothing else is said: CreateImagePipeline
 * and the types that it refers to, EC2 Image Builder API Reference.
 */

/**
 * Tags in one map at most, and on one resource: those under `aws:` do not count. Source, also of the length: AWS Tagging User Guide,
 * "Tag naming limits and requirements".
 */
export const maximumTags = 50;

/** In UTF-16 code units. */
export const maximumTagValueLength = 256;

/** Of a pipeline's name, as it was typed. */
export const minimumNameLength = 3;
export const maximumNameLength = 128;

/** Failures in a row after which a scheduled pipeline is disabled (AutoDisablePolicy). */
export const minimumFailureCount = 1;
export const maximumFailureCount = 10;

/** What the service takes for a schedule without a policy of its own, without saying so (same page). */
export const defaultFailureCount = 5;

/** Names of log groups (PipelineLoggingConfiguration). */
export const maximumLogGroupLength = 512;
export const logGroupForm = /^[a-zA-Z0-9\-_/.]{1,512}$/;

/** Workflows of an image. Source: EC2 Image Builder endpoints and quotas, AWS General Reference. */
export const maximumWorkflows = 10;
