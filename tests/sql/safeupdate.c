/*
 * The rule of what Supabase loads for the Data API's role: UPDATE and DELETE without a condition
 * are refused, also in a WITH and below a function. Compiled by the tests, where there is a compiler.
 */
#include "postgres.h"

#include "fmgr.h"
#include "parser/analyze.h"

PG_MODULE_MAGIC;

void _PG_init(void);

static post_parse_analyze_hook_type next_hook = NULL;

static void
refuse_unconditional(Query *query)
{
	ListCell   *cell;

	foreach(cell, query->cteList)
	{
		Node	   *inner = lfirst_node(CommonTableExpr, cell)->ctequery;

		if (IsA(inner, Query))
			refuse_unconditional((Query *) inner);
	}
	if ((query->commandType == CMD_UPDATE || query->commandType == CMD_DELETE) &&
		query->jointree->quals == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_CARDINALITY_VIOLATION),
				 errmsg("UPDATE and DELETE require a WHERE clause")));
}

static void
check(ParseState *pstate, Query *query, JumbleState *jstate)
{
	refuse_unconditional(query);
	if (next_hook)
		next_hook(pstate, query, jstate);
}

void
_PG_init(void)
{
	next_hook = post_parse_analyze_hook;
	post_parse_analyze_hook = check;
}
