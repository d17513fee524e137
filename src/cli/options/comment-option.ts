import { type Command, Option } from 'commander'

export interface CommentOption {
  readonly comment?: boolean
}

/** For commands whose answer a merge request may show. */
export function addCommentOption(command: Command): Command {
  return command.addOption(
    new Option(
      '--comment',
      'in a job for a merge request or pull request (GitLab, GitHub): also create, or replace, its one comment there (docs/ci/comments.md)',
    ),
  )
}
