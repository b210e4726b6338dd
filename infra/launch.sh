#!/bin/sh
# Runs a command of this project under a Node.js that is new enough: sh infra/launch.sh COMMAND [ARGUMENT…]
#
# npm puts node_modules/.bin in front of the PATH, and with it the Node.js that it may have installed for this project, which does
# not run on every Linux (it needs glibc). So the Node.js that npm itself runs on looks for one that works, and that one comes
# first.
node=$("${npm_node_execpath:-node}" "${0%/*}/find-node.cjs") || exit
PATH=${node%/*}:$PATH
export PATH
exec "$@"
