/** Who asks, as the server established it; nothing of it comes from the body, the query or a header of the request. */
export interface Caller {
  /** The proven identity, for example `arn:aws:iam::111122223333:role/web-ci`. Stable across sessions of the same role. */
  readonly subject: string;
  readonly kind: 'iam';
  /** The team that `teams.yaml` gives this caller, or `null` when no team has it. */
  readonly team: string | null;
}
