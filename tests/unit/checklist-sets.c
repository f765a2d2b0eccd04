/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "checklist-sets.h"

#include <string.h>

#include "core/yc-json.h"
#include "hall-fixture.h"

/* Every rule of materials, fees and fields in one small matter. */
static const char matter_q[] =
  MATTER ("Q", "licence", "true,'deferral_days':5")
  "'situations':[" SITUATION ("a", OPTION ("1") "," OPTION ("2")) ","
                   SITUATION ("b", OPTION ("1") "," OPTION ("2") "," OPTION ("3")) ","
                   SITUATION ("c", OPTION ("yes") "," OPTION ("no")) "],"
  "'materials':[" MATERIAL ("form", "required", "true", "null", "'deferrable':false,'principal':true") ","
                  MATERIAL ("id", "required", "true", "'ga_id'", PLAIN) ","
                  MATERIAL ("cond", "conditional", IS ("s.a", "2"), "null", LATER) ","
                  MATERIAL ("opt", "optional", IS ("s.b", "3"), "null", PLAIN) ","
                  MATERIAL ("post", "conditional", IS ("f.delivery", "post"), "'other'", LATER) "],"
  "'form':[" FIELD ("name", "text", "true", "") "," FIELD ("note", "long_text", "false", "") ","
             FIELD ("delivery", "choice", "true", ",'options':[" OPTION ("post") "," OPTION ("window") "]") ","
             FIELD ("address", "address", "true", ",'condition':" IS ("f.delivery", "post")) ","
             FIELD ("flag", "bool", "true", ",'condition':" IS ("s.c", "yes")) "," FIELD ("n", "number", "false", "") "],"
  "'fee':{'charged':true,'items':[" FEE ("10", "true") "," FEE ("2.5", IS ("s.c", "yes")) "," FEE ("0.01", RATIO) "]}}";

static const char sources[] =
  HEAD ("sources")
  "{'id':'ga_id','provider':'ga'," NAME ",'subject':'person','subject_key':'id_no','fields':["
  "{'key':'id_no'," TEXT ",'type':'citizen_id'},{'key':'to'," TEXT ",'type':'date'},{'key':'on'," TEXT ",'type':'date'},"
  "{'key':'status'," TEXT ",'type':'text'},{'key':'count'," TEXT ",'type':'number'}],'proof_fields':['id_no'],"
  "'met_when':" IS ("status", "ok") ",'valid_to_field':'to','fresh':{'field':'on','days':180},"
  "'purposes':[{'matter':'Q','purpose':{" TEXT "},'fields':['id_no','to','on','status'],'basis':'duty','why':{" TEXT "}}]},"
  "{'id':'other','provider':'ga'," NAME ",'subject':'person','subject_key':'id_no','fields':[{'key':'id_no'," TEXT ",'type':'citizen_id'}],"
  "'proof_fields':['id_no'],'met_when':true,'valid_to_field':null,'fresh':null,'purposes':[]}]}";

char *
cl_quote (const char *text)
{
  return g_strdelimit (g_strdup (text), "'", '"');
}

JsonNode *
cl_parse (const char *text)
{
  g_autofree char *quoted = cl_quote (text);
  g_autoptr(GError) error = NULL;
  JsonNode *node = yc_json_parse (quoted, strlen (quoted), &YC_JSON_REFERENCE, &error);

  g_assert_no_error (error);
  return node;
}

YcReference *
cl_replace (YcReference *reference, const char *document)
{
  g_autofree char *quoted = cl_quote (document);

  return fx_replace (reference, quoted);
}

YcReference *
cl_reference (void)
{
  g_autofree char *regimes = fx_demo ("regimes");
  g_autofree char *matters = g_strconcat (HEAD ("matters"), matter_q, "]}", NULL);

  return cl_replace (cl_replace (fx_replace (NULL, regimes), sources), matters);
}

void
cl_read_line (ChecklistLine *line, YcReference *reference, const char *rest)
{
  g_autofree char *text = g_strdup_printf ("{'matter':'Q','today':'" FX_DAY "'%s%s}", rest[0] != '\0' ? "," : "", rest);
  g_autofree char *quoted = cl_quote (text);
  g_autoptr(GError) error = NULL;

  checklist_line_read (line, reference, quoted, strlen (quoted), &error);
  g_assert_no_error (error);
}

void
cl_append_need (GString *out, const char *name, YcNeed need, gboolean missing)
{
  g_string_append_printf (out, "%s%s:%c%s", out->len > 0 ? " " : "", name, "?-oN"[need], missing ? "!" : "");
}

char *
cl_describe (YcChecklist *checklist)
{
  static const char *const met[] = { "", "h", "d", "l" };
  g_autoptr(GString) out = g_string_new (NULL);
  const YcChecklistItem *item;

  for (guint i = 0; (item = yc_checklist_get_item (checklist, i)) != NULL; i++)
    {
      cl_append_need (out, item->material->id, item->need, item->missing);
      g_string_append (out, met[item->met]);
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

char *
cl_describe_line (YcReference *reference, const char *rest, ClDescribe how)
{
  g_auto(ChecklistLine) line = { 0 };
  g_autoptr(YcChecklist) checklist = NULL;

  cl_read_line (&line, reference, rest);
  checklist = yc_checklist_new (&line.input);
  return how (checklist);
}
