"""Addresses of mails, all under a host."""

from django.urls import path

from handschlag.mail.views import mailings, sent, texts

app_name = "mail"
urlpatterns = [
    path("hosts/<slug:host>/mail/", sent.sent, name="sent"),
    path("hosts/<slug:host>/mail/texts/", texts.all_texts, name="texts"),
    path("hosts/<slug:host>/mail/texts/<key:kind>/<key:language>/", texts.text, name="text"),
    path("hosts/<slug:host>/mail/texts/<key:kind>/<key:language>/page/", texts.text_page, name="text_page"),
    path("hosts/<slug:host>/mail/texts/<key:kind>/<key:language>/reset/", texts.reset, name="reset"),
    path("hosts/<slug:host>/mail/letters/", mailings.mailings, name="mailings"),
    path("hosts/<slug:host>/mail/letters/new/", mailings.new, name="new_mailing"),
    path("hosts/<slug:host>/mail/letters/<id:public_id>/", mailings.mailing, name="mailing"),
    path("hosts/<slug:host>/mail/letters/<id:public_id>/change/", mailings.change, name="change_mailing"),
    path(
        "hosts/<slug:host>/mail/letters/<id:public_id>/page/<key:language>/",
        mailings.mailing_page,
        name="mailing_page",
    ),
    path("hosts/<slug:host>/mail/letters/<id:public_id>/release/", mailings.release, name="release"),
    path("hosts/<slug:host>/mail/letters/<id:public_id>/decide/", mailings.decide, name="decide"),
    path("hosts/<slug:host>/mail/letters/<id:public_id>/stop/", mailings.stop, name="stop_mailing"),
    path("hosts/<slug:host>/mail/<id:public_id>/", sent.mail, name="mail"),
    path("hosts/<slug:host>/mail/<id:public_id>/page/", sent.mail_page, name="mail_page"),
    path("hosts/<slug:host>/mail/<id:public_id>/again/", sent.try_again, name="try_again"),
    path("hosts/<slug:host>/mail/<id:public_id>/stop/", sent.stop, name="stop"),
]
