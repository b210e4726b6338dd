/**
 * In the place of the SDK's view of its model. With a protocol of our own it asks only whether something of an operation is an
 * event stream, which nothing of Image Builder's is.
 */
export const NormalizedSchema = {
  of: () => ({ getEventStreamMember: () => '' }),
};
