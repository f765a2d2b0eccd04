/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "checklist-lines.h"

G_BEGIN_DECLS

/* A small matter "Q" with its sources and the demo's regimes, for tests of checklists. */

/* JSON is written with single quotes here, and so holds none of its own. */
#define HEAD(set)  "{'set':'" set "','version':'1','effective_from':'2026-11-01','items':["
#define TEXT       "'zh':'名','en':'name'"
#define NAME       "'name':{" TEXT "}"

/* A matter up to its lists; a material, a fee, a field. */
#define MATTER(id, regime, deferral) \
  "{'id':'" id "'," NAME ",'department':{'id':'ga'," TEXT "},'body':'ga','type':{'code':'07'," TEXT "},'regime':'" regime "'," \
  "'basis':[{" TEXT "}],'case_kind':'promised','statutory_days':60,'promised_days':10,'day_unit':'working_day','supplement_days':null," \
  "'may_receive_only':false,'accepts_deferral':" deferral ",'accepts_commitment':false," \
  "'complaint_phone':'0571-00000199','queue':{'letter':'E'," TEXT "},'service_minutes':15,'one_thing':null," \
  "'result':{" TEXT ",'kind':'certificate'},'keywords':'x',"
#define MATERIAL(id, necessity, condition, source, more) \
  "{'id':'" id "'," NAME ",'necessity':'" necessity "','form':'paper','copies':{'original':1,'copy':0},'condition':" condition "," \
  "'source_channel':'gov','shared_source':" source "," more "}"
#define PLAIN "'deferrable':false,'principal':false"
#define LATER "'deferrable':true,'principal':false"
#define FEE(amount, condition) "{" TEXT ",'amount':" amount ",'unit':'CNY','condition':" condition "}"
#define FIELD(key, type, required, more) \
  "{'key':'" key "','label':{" TEXT "},'type':'" type "','required':" required ",'source':'applicant'" more "}"
#define OPTION(value) "{'value':'" value "'," TEXT "}"
#define SITUATION(key, options) "{'key':'" key "','question':{" TEXT "},'options':[" options "]}"

#define IS(name, value) "{'==':[{'var':'" name "'},'" value "']}"
#define RATIO "{'<':[{'/':[10,{'var':'f.n'}]},3]}"

/* Text with its single quotes made double; transfer full. */
char *cl_quote (const char *text);
/* The same, read; transfer full. */
JsonNode *cl_parse (const char *text);
/* Replaces a set by a document given with single quotes; takes the reference. */
YcReference *cl_replace (YcReference *reference, const char *document);
/* The sets; transfer full. */
YcReference *cl_reference (void);
/* Reads a line that lacks matter and day: they are Q and FX_DAY. */
void cl_read_line (ChecklistLine *line, YcReference *reference, const char *rest);

/* Appends "name:N", N for needed, "o" optional, "-" not needed, "?" undecided, and "!" when it is missing. */
void cl_append_need (GString *out, const char *name, YcNeed need, gboolean missing);
/* The materials so, each with "h" handed in, "d" met by data, "l" promised for later behind; transfer full. */
char *cl_describe (YcChecklist *checklist);
typedef char *(*ClDescribe) (YcChecklist *checklist);
/* The same of a line as for cl_read_line(). */
char *cl_describe_line (YcReference *reference, const char *rest, ClDescribe how);

G_END_DECLS
